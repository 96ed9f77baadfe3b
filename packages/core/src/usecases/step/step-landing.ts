import { StrataError } from "../../errors/strata-error.js";
import { must } from "../../errors/internal-error.js";
import { HOLDS_LOCK, requireLock } from "../../postgres/advisory-lock.js";
import type { Connection } from "../../postgres/connect.js";
import { SERVER_CLOCK } from "../../postgres/server-clock.js";
import type { StepSettings } from "../../postgres/step-settings.js";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.js";
import type { StepFiles } from "./step-files.js";

/** What the server's books say at the start of a step. */
export interface StepStart {
  readonly transaction: string;
  /** Seconds of the server's clock. */
  readonly startedAt: number;
  /** Whether the first schema of the search_path exists. */
  readonly schemaExists: boolean;
  /** Oids of the relations in the schema after it, which is where names land while the first does not exist; else empty. */
  readonly relationsBeside: readonly string[];
}

/** What the end of a step is held against. */
export interface StepEnd {
  readonly settings: StepSettings;
  readonly start: StepStart;
  readonly files: StepFiles;
  /** Text of the transform, which may create temporary relations too. */
  readonly code: string;
  /** Whether the module owns a relation. */
  readonly owns: (schema: string, name: string) => boolean;
}

/** Reads the step's transaction and where unqualified names would land. */
export async function readStepStart(connection: Connection, settings: StepSettings): Promise<StepStart> {
  const rows = await connection.query<Omit<StepStart, "relationsBeside">>(
    `SELECT pg_catalog.pg_current_xact_id()::text AS transaction, ${SERVER_CLOCK} AS "startedAt",
      ${namespaceOf(settings.firstSchema)} IS NOT NULL AS "schemaExists"`,
  );
  const start = must(rows[0], "the step's transaction");
  if (start.schemaExists) return { ...start, relationsBeside: [] };
  const beside = await connection.query<{ oid: string }>(relationsIn(settings.extensionSchema));
  return { ...start, relationsBeside: beside.map(({ oid }) => oid) };
}

/**
 * Refuses a step whose code ended its transaction or let the lock go, or whose names landed elsewhere than was meant:
 * without an existing schema in the search_path PostgreSQL makes a temporary table of what was meant to stay, and without
 * the first one it takes the second. What dynamic SQL creates is seen only here.
 *
 * @throws StrataError TRANSACTION_ENDED, LOCK_LOST, LANDED_IN_TEMP, UNQUALIFIED_WITHOUT_SCHEMA.
 */
export async function checkStepEnd(connection: Connection, end: StepEnd): Promise<void> {
  const { settings, start } = end;
  const rows = await connection.query<{ transaction: string; temporary: boolean; locked: boolean }>(
    `SELECT pg_catalog.pg_current_xact_id()::text AS transaction, pg_catalog.pg_my_temp_schema() <> 0 AS temporary,
      ${HOLDS_LOCK} AS locked`,
  );
  const { transaction, temporary: hasTemporary, locked } = must(rows[0], "the step's transaction");
  if (transaction !== start.transaction)
    throw new StrataError("TRANSACTION_ENDED", "the step's code ended the transaction that strata had opened for it", {
      hint: "Remove COMMIT and ROLLBACK from what the migration calls; strata commits when everything has held.",
    });
  requireLock(locked);
  if (start.schemaExists && !hasTemporary) return;
  const { temporary, beside } = await readNewNames(connection, end, hasTemporary);
  const hint = `Put before it: CREATE SCHEMA ${quoteIdentifier(settings.firstSchema)};`;
  const accidental = accidentallyTemporary(end, temporary);
  if (accidental.length > 0)
    throw new StrataError("LANDED_IN_TEMP", `${accidental.join(", ")} would have been temporary`, {
      hint: start.schemaExists
        ? `Write the schema before the name, or give the role that creates it USAGE on ${settings.firstSchema}.`
        : hint,
    });
  const strayed = beside.filter((name) => !end.owns(settings.extensionSchema, name));
  if (strayed.length > 0)
    throw new StrataError(
      "UNQUALIFIED_WITHOUT_SCHEMA",
      `${strayed.join(", ")} would have landed in ${settings.extensionSchema}, for the schema ${settings.firstSchema} did not exist`,
      { hint },
    );
}

const NO_NAMES = "SELECT ''::text WHERE false";

/** Names of the temporary relations there are, and of those that this step made beside its schema. */
async function readNewNames(
  connection: Connection,
  end: StepEnd,
  hasTemporary: boolean,
): Promise<{ temporary: string[]; beside: string[] }> {
  const temporary = `SELECT relname::text FROM pg_catalog.pg_class
        WHERE relnamespace = pg_catalog.pg_my_temp_schema() AND relkind IN ('r', 'p', 'v')`;
  const rows = await connection.query<{ temporary: string[]; beside: string[] }>(
    `SELECT ARRAY(${hasTemporary ? temporary : NO_NAMES}) AS temporary,
      ARRAY(${end.start.schemaExists ? NO_NAMES : newRelations(end)}) AS beside`,
  );
  return must(rows[0], "the names of the step");
}

/** Oids of what pg_class holds of a schema. By its dependencies, which have an index where pg_class has none by schema. */
function relationsIn(schema: string): string {
  return `SELECT objid::text AS oid FROM pg_catalog.pg_depend WHERE classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND refobjid = ${namespaceOf(schema)}`;
}

/** Relations that belong to no extension and were not there before. */
function newRelations({ settings, start }: StepEnd): string {
  const before = `'{${start.relationsBeside.join(",")}}'::pg_catalog.oid[]`;
  // Who creates a relation holds its exclusive lock until the commit: what other sessions create has none of ours.
  return `SELECT c.relname::text FROM pg_catalog.pg_lock_status() AS l JOIN pg_catalog.pg_class c ON c.oid = l.relation
    WHERE l.pid = pg_catalog.pg_backend_pid() AND l.mode = 'AccessExclusiveLock' AND c.oid <> ALL (${before})
      AND c.relnamespace = ${namespaceOf(settings.extensionSchema)} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
        WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
    ORDER BY 1`;
}

function namespaceOf(schema: string): string {
  return `pg_catalog.to_regnamespace(${quoteLiteral(quoteIdentifier(schema))})`;
}

/** A temporary relation that a statement meant to stay; where the schema was missing, also one that nothing in the step calls TEMP. */
function accidentallyTemporary({ start, files, code }: StepEnd, temporary: readonly string[]): readonly string[] {
  const all = [files.first, files.contract].filter((file) => file !== undefined);
  const relations = all.flatMap(({ created }) => created).filter(({ kind }) => kind === "relation");
  const declared = new Set(relations.filter((one) => one.temporary).map(({ name }) => name));
  const lasting = new Set(relations.filter(({ schema }) => schema === undefined).map(({ name }) => name));
  const dynamic = /\btemp(?:orary)?\b/i.test([code, ...all.map(({ file }) => file.text)].join("\n"));
  return temporary.filter((name) => !declared.has(name) && (lasting.has(name) || (!start.schemaExists && !dynamic)));
}
