import { formatId, type MigrationId } from "../types/ids.js";
import type { Session } from "../types/session.js";
import type { AuditRow } from "./audit.js";

/** What the audit and a history row both say of an applied migration. */
export interface AuditedMigration extends MigrationId {
  readonly name: string;
  /** Undefined where the audit does not hold them. */
  readonly checksums: AuditedChecksums | undefined;
}

interface AuditedChecksums {
  readonly up: string;
  readonly upMeaning: string;
  readonly down: string;
  readonly downMeaning: string;
}

/** A history row that is not what the audit implies. */
export interface HistoryMismatch extends MigrationId {
  /** `missing`: applied by the audit, without a row. `unknown`: a row that nothing in the audit explains. */
  readonly kind: "missing" | "unknown" | "changed" | "moved";
}

/** The migrations that are applied after some rows of the audit, in their order of application, by `module@version`. */
export type AuditedHistory = Map<string, AuditedMigration>;

/** Takes the next rows of the audit into account. Events that change no history are passed over. */
export function replayAudit(history: AuditedHistory, rows: readonly AuditRow[]): void {
  for (const { event, module, version, details } of rows) {
    if (module === null || version === null) continue;
    const id = { module, version } as MigrationId;
    const said = JSON.parse(details) as { name?: string; was?: string; checksums?: AuditedChecksums };
    const known = history.get(formatId(id));
    if (event === "applied" || event === "adopted")
      history.set(formatId(id), { ...id, name: said.name ?? "", checksums: said.checksums });
    else if (event === "taken back") history.delete(formatId(id));
    else if (event === "checksum accepted" && known !== undefined)
      history.set(formatId(id), { ...known, checksums: said.checksums });
    else if (event === "restamped") restamp(history, `${module}@${said.was ?? ""}`, id, said);
  }
}

/** The new stamp has the old one's place in the order. */
function restamp(
  history: AuditedHistory,
  was: string,
  id: MigrationId,
  { name, checksums }: { name?: string; checksums?: AuditedChecksums },
): void {
  const entries = [...history];
  history.clear();
  for (const [key, known] of entries)
    history.set(
      key === was ? formatId(id) : key,
      key === was ? { ...known, ...id, name: name ?? known.name, checksums } : known,
    );
}

/** Holds history rows, in their order of application, against what the audit implies. */
export function compareWithAudit(audited: AuditedHistory, rows: readonly AuditedMigration[]): HistoryMismatch[] {
  const here = new Map(rows.map((row) => [formatId(row), row]));
  const missing = [...audited.values()].filter((one) => !here.has(formatId(one)));
  const unknown = rows.filter((row) => !audited.has(formatId(row)));
  const both = rows.filter((row) => audited.has(formatId(row)));
  const changed = both.filter((row) => isChanged(row, audited.get(formatId(row))!));
  const order = [...audited.keys()].filter((key) => here.has(key));
  const moved = both.filter((row, index) => order[index] !== formatId(row));
  const as = (kind: HistoryMismatch["kind"]) => (one: MigrationId) => ({
    module: one.module,
    version: one.version,
    kind,
  });
  return [
    ...missing.map(as("missing")),
    ...unknown.map(as("unknown")),
    ...changed.map(as("changed")),
    ...moved.map(as("moved")),
  ];
}

function isChanged(row: AuditedMigration, audited: AuditedMigration): boolean {
  if (row.name !== audited.name) return true;
  const [now, then] = [row.checksums, audited.checksums];
  return (
    then !== undefined &&
    (now?.up !== then.up ||
      now.upMeaning !== then.upMeaning ||
      now.down !== then.down ||
      now.downMeaning !== then.downMeaning)
  );
}

/** What the history rows say that the audit says too, in their order of application. */
export async function readAuditedRows(session: Session): Promise<AuditedMigration[]> {
  const rows = await session.query(
    `SELECT module, version, name, pg_catalog.json_build_object('up', up_checksum, 'upMeaning', up_meaning,
      'down', down_checksum, 'downMeaning', down_meaning) AS checksums FROM sys_core.migration ORDER BY sequence`,
  );
  return rows as unknown as AuditedMigration[];
}
