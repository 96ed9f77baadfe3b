import { StrataError } from "../errors/strata-error.js";
import { must } from "../errors/internal-error.js";
import type { RowWithWayBack } from "../plan/row-with-way-back.js";
import { SYS_CORE } from "../module/module.js";
import { parseId } from "../types/ids.js";
import type { ClusterIdentity } from "../types/cluster-identity.js";
import { type Session, ServerError } from "../types/session.js";
import { CLUSTER_COLUMNS, type ClusterColumns, RECORDED_CLUSTER, toCluster } from "./cluster-record.js";
import type { EnvironmentStamp, History } from "./history.js";
import { INSTALLING } from "./install-intent.js";
import { type IntentRow, INTENTS, toIntent } from "./intents.js";
import { READ_ONLY, toReadOnly } from "./read-only.js";

const IDENTITY = `
  ${CLUSTER_COLUMNS},
  pg_catalog.current_database()::text AS database_name,
  ${READ_ONLY} AS read_only`;

const QUERY = `SELECT
  (SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_array(
      module, version, name, sequence, up_checksum, up_meaning, down_checksum, down_meaning, requires,
      irreversible, transform_down, package_name, package_version) ORDER BY sequence), '[]')
    FROM sys_core.migration) AS applied,
  ${INTENTS} AS intents,
  ${INSTALLING} AS installing,
  ${RECORDED_CLUSTER} AS recorded_cluster,
  (SELECT format FROM sys_core.installation) AS format,
  pg_catalog.row_security_active('sys_core.migration') AS hidden,
  (SELECT pg_catalog.json_build_array(class, system_identifier, database_name) FROM sys_core.environment) AS stamp,
  ${IDENTITY}`;

type HistoryRow = ClusterColumns & {
  applied: [
    string,
    string,
    string,
    number,
    string,
    string,
    string,
    string,
    string[],
    string | null,
    boolean,
    string,
    string | null,
  ][];
  intents: IntentRow[];
  installing: History["installing"];
  format: number | null;
  hidden: boolean;
  stamp: [EnvironmentStamp["class"], string, string] | null;
  recorded_cluster: ClusterIdentity | null;
  database_name: string;
  read_only: string | null;
};

/**
 * Reads history and environment in one round trip, without a lock. A database without sys_core costs a second one
 * and has an empty history.
 *
 * @throws StrataError HISTORY_UNREADABLE when the role may not read sys_core, or row-level security hides rows from it;
 *   HISTORY_DAMAGED when sys-core is there and its own rows are not.
 */
export async function readHistory(session: Session): Promise<History> {
  const rows = await readRows(session);
  if (rows === undefined) return readWithoutSysCore(session);
  const row = must(rows[0], "the history");
  // A row that is hidden would be taken for a migration that has not run.
  if (row.hidden)
    throw new StrataError("HISTORY_UNREADABLE", "row-level security hides the history from this role", {
      hint: "ALTER TABLE … DISABLE ROW LEVEL SECURITY on the tables of sys_core, or connect as the role that owns them.",
    });
  if (row.format === null || !row.applied.some(([module]) => module === SYS_CORE))
    throw new StrataError("HISTORY_DAMAGED", "rows are missing from sys_core that strata wrote when it was installed", {
      hint: "Somebody deleted them: restore the schema sys_core from a backup. `SELECT * FROM sys_core.migration_audit` shows what was applied.",
    });
  const stamp = row.stamp === null ? undefined : toStamp(row.stamp);
  return {
    installed: true,
    format: row.format,
    applied: row.applied.map(toApplied),
    intents: row.intents.map(toIntent),
    installing: row.installing,
    stamp,
    environment: isValid(stamp, row) ? stamp.class : "production",
    databaseName: row.database_name,
    cluster: toCluster(row),
    recordedCluster: row.recorded_cluster ?? undefined,
    readOnly: toReadOnly(row.read_only),
  };
}

async function readRows(session: Session): Promise<HistoryRow[] | undefined> {
  try {
    return await session.query<HistoryRow>(QUERY);
  } catch (error) {
    // 42P01 undefined_table, 3F000 invalid_schema_name: strata has not written here.
    if (error instanceof ServerError && (error.code === "42P01" || error.code === "3F000")) return undefined;
    if (error instanceof ServerError && error.code === "42501")
      throw new StrataError("HISTORY_UNREADABLE", `this role may not read the history: ${error.message}`, {
        hint: "GRANT USAGE ON SCHEMA sys_core and SELECT ON ALL TABLES IN SCHEMA sys_core, or connect as the role that owns them.",
        cause: error,
      });
    throw error;
  }
}

async function readWithoutSysCore(session: Session): Promise<History> {
  const rows = await session.query<
    Omit<HistoryRow, "applied" | "intents" | "installing" | "format" | "stamp" | "recorded_cluster">
  >(`SELECT ${IDENTITY}`);
  const row = must(rows[0], "the database's identity");
  return {
    installed: false,
    format: 0,
    applied: [],
    intents: [],
    installing: null,
    stamp: undefined,
    environment: "production",
    databaseName: row.database_name,
    cluster: toCluster(row),
    recordedCluster: undefined,
    readOnly: toReadOnly(row.read_only),
  };
}

function toStamp([stampClass, systemIdentifier, databaseName]: [EnvironmentStamp["class"], string, string]) {
  return { class: stampClass, systemIdentifier, databaseName };
}

/** A stamp that was copied by dump or template names another cluster or another database. */
function isValid(stamp: EnvironmentStamp | undefined, row: HistoryRow): stamp is EnvironmentStamp {
  return stamp?.systemIdentifier === row.system && stamp.databaseName === row.database_name;
}

function toApplied(row: HistoryRow["applied"][number]): RowWithWayBack {
  const [
    module,
    version,
    name,
    sequence,
    up,
    upMeaning,
    down,
    downMeaning,
    requires,
    irreversible,
    transformDown,
    packageName,
    packageVersion,
  ] = row;
  return {
    module,
    version,
    name,
    sequence,
    checksums: { up, upMeaning, down, downMeaning },
    requires: requires.map((id) => must(parseId(id), `the id "${id}" of a history row`)),
    irreversible,
    transformDown,
    packageName,
    packageVersion,
  };
}
