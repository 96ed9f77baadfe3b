import { createHash } from "node:crypto";
import { connect } from "@strata/core/test-connection";

type Session = Awaited<ReturnType<typeof connect>>;

/** What a database holds, as texts that can be compared; times, sequence numbers and identity values are left out. */
export interface DatabaseState {
  /** One line for each row of the history, in order of application; empty without sys_core. */
  readonly history: readonly string[];
  /** Migrations of the history, as `module@version`. */
  readonly applied: readonly string[];
  /** Every object with its definition. */
  readonly catalog: readonly string[];
  /** Every row of every table. */
  readonly rows: readonly string[];
  /** Audit events `applied` and `taken back` in their order. */
  readonly events: readonly string[];
  /** What must never be true: a broken audit chain, an INVALID index. */
  readonly faults: readonly string[];
  /** Non-transactional statements under way or interrupted. */
  readonly intents: number;
}

/** Reads the state of a database as one snapshot sees it. */
export async function readState(url: string): Promise<DatabaseState> {
  const session = await connect(url);
  try {
    await session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL search_path = pg_catalog");
    const installed =
      (await lines(session, "SELECT 'yes' AS line WHERE to_regclass('sys_core.migration') IS NOT NULL")).length > 0;
    const applied = installed
      ? await lines(session, "SELECT module || '@' || version AS line FROM sys_core.migration ORDER BY sequence")
      : [];
    const history = installed ? await lines(session, HISTORY) : [];
    const catalog = await lines(session, CATALOG);
    const rows = await rowsOf(session);
    const audit = installed ? await session.query<AuditRow>(AUDIT) : [];
    const invalid = await lines(
      session,
      "SELECT 'INVALID index ' || indexrelid::regclass AS line FROM pg_index WHERE NOT indisvalid ORDER BY 1",
    );
    const [intents] = installed ? await lines(session, "SELECT count(*)::text AS line FROM sys_core.intent") : [];
    return {
      history,
      applied,
      catalog,
      rows,
      events: audit
        .filter(({ event }) => event === "applied" || event === "taken back")
        .map((row) => `${row.event} ${row.module}@${row.version}`),
      faults: [...brokenLinks(audit), ...invalid],
      intents: Number(intents ?? 0),
    };
  } finally {
    await session.close();
  }
}

/** Processes of strata that are connected to a database, as far as the server knows. */
export async function backendsOf(url: string): Promise<string[]> {
  const session = await connect(url, { applicationName: "faults" });
  try {
    return await lines(
      session,
      `SELECT pid || ' ' || coalesce(state, '') || ' ' || left(query, 60) AS line FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend' AND application_name <> 'faults'`,
    );
  } finally {
    await session.close();
  }
}

async function lines(session: Session, statement: string): Promise<string[]> {
  return (await session.query<{ line: string }>(statement)).map(({ line }) => line);
}

async function rowsOf(session: Session): Promise<string[]> {
  const tables = await session.query<{ name: string; without: string }>(TABLES);
  const rows: string[] = [];
  for (const { name, without } of tables) {
    rows.push(
      ...(await lines(
        session,
        `SELECT '${name}: ' || regexp_replace((to_jsonb(t) ${without})::text, ${IDENTITY_HASH}, '', 'g') AS line FROM ${name} t ORDER BY 1`,
      )),
    );
  }
  return rows;
}

interface AuditRow extends Record<string, unknown> {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly event: string;
  readonly module: string | null;
  readonly version: string | null;
  readonly details: string;
  readonly previous: string;
  readonly hash: string;
}

/** Verifies the chain by docs/FORMATS.md ("Audit"), apart from the code of the product. */
function brokenLinks(audit: readonly AuditRow[]): string[] {
  const field = (text: string | null): string => (text === null ? "-" : `${Buffer.byteLength(text)}:${text}`);
  return audit.flatMap((row, index) => {
    const previous = audit[index - 1]?.hash ?? "0".repeat(64);
    const fields = [row.previous, row.id, row.at, row.actor, row.event, row.module, row.version, row.details];
    const hash = createHash("sha256").update(fields.map(field).join(",")).digest("hex");
    const sound = row.id === String(index + 1) && row.previous === previous && row.hash === hash;
    return sound ? [] : [`the audit's chain is broken at ${row.id}`];
  });
}

const AUDIT = `SELECT id::text AS id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, actor, event, module,
  version, details::text AS details, previous_hash AS previous, hash FROM sys_core.migration_audit a ORDER BY a.id`;

/** The way back names tables by their number too, which is another one in each database, and its hash covers that. */
const HISTORY = `SELECT regexp_replace((to_jsonb(m) - ARRAY['sequence', 'applied_at', 'duration_ms', 'way_back_hash'])::text,
  '"oid": \\d+', '"oid": …', 'g') AS line FROM sys_core.migration m ORDER BY sequence`;

/** Within the hash of a shipped row: the part of the identity column `id`, whose value an interrupted attempt has used up. */
const IDENTITY_HASH = String.raw`'\\"id\\":\\"[0-9a-f]{16}\\"'`;

const SPACES = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

/** What differs from run to run is taken out of the rows: identity values, and in sys_core what is compared by itself. */
const TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name,
      '- ARRAY[' || coalesce((SELECT string_agg(quote_literal(a.attname), ', ') FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attidentity <> ''), '') || ']::text[]'
      || CASE c.relname WHEN 'dataset_row' THEN ' - ''key''' WHEN 'installation' THEN ' - ''installed_at'''
        WHEN 'environment' THEN ' - ''set_at'' - ''database_name''' ELSE '' END AS without
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p') AND ${SPACES}
     AND (n.nspname, c.relname) NOT IN (('sys_core', 'migration'), ('sys_core', 'migration_audit'), ('sys_core', 'migration_audit_head'), ('sys_core', 'intent'))
     AND (n.nspname, c.relname) NOT IN (('sys_core', 'snapshot'), ('sys_core', 'snapshot_head'))
   ORDER BY 1`;

const CATALOG = `
  SELECT line FROM (
    SELECT 'schema ' || n.nspname || ' ' || coalesce(n.nspacl::text, '') AS line FROM pg_namespace n WHERE ${SPACES}
    UNION ALL
    SELECT 'relation ' || c.oid::regclass || ' ' || c.relkind::text || c.relpersistence::text || ' ' || coalesce(c.relacl::text, '')
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${SPACES} AND c.relkind NOT IN ('i', 'I')
    UNION ALL
    SELECT 'column ' || c.oid::regclass || '.' || a.attname || ' ' || rank() OVER (PARTITION BY c.oid ORDER BY a.attnum)
        || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' || a.attidentity::text || ' ' || a.attgenerated::text
        || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE ${SPACES} AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
    UNION ALL
    SELECT 'index ' || pg_get_indexdef(i.indexrelid) || ' ' || i.indisvalid || i.indisready
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${SPACES}
    UNION ALL
    SELECT 'constraint ' || o.conrelid::regclass || ' ' || o.conname || ' ' || pg_get_constraintdef(o.oid) || ' ' || o.convalidated
      FROM pg_constraint o JOIN pg_namespace n ON n.oid = o.connamespace WHERE ${SPACES} AND o.conrelid <> 0
    UNION ALL
    SELECT 'view ' || c.oid::regclass || ' ' || pg_get_viewdef(c.oid)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${SPACES} AND c.relkind IN ('v', 'm')
    UNION ALL
    SELECT 'routine ' || pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE ${SPACES} AND p.prokind IN ('f', 'p')
    UNION ALL
    SELECT 'trigger ' || pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${SPACES} AND NOT t.tgisinternal
    UNION ALL
    SELECT 'type ' || t.oid::regtype || ' ' || t.typtype::text || ' ' || coalesce((SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder)
        FROM pg_enum e WHERE e.enumtypid = t.oid), '') FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE ${SPACES}
    UNION ALL
    SELECT 'sequence ' || s.seqrelid::regclass || ' ' || s.seqtypid::regtype || ' ' || s.seqstart || ' ' || s.seqincrement FROM pg_sequence s
      JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${SPACES}
    UNION ALL
    SELECT 'comment ' || pg_describe_object(d.classoid, d.objoid, d.objsubid) || ' ' || d.description FROM pg_description d
      JOIN pg_class c ON d.classoid = 'pg_class'::regclass AND c.oid = d.objoid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${SPACES}
    UNION ALL
    SELECT 'extension ' || extname FROM pg_extension
  ) AS everything ORDER BY line`;
