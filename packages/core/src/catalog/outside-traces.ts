import { must } from "../errors/internal-error.js";
import type { Announcement, PartitionState } from "../plan/open-intent.js";
import type { OutsideStatement } from "../sql/outside-statement.js";
import { quoteIdentifier } from "../sql/quote.js";
import type { Session } from "../types/session.js";

/** An index that PostgreSQL does not use. */
export interface InvalidIndex {
  readonly oid: number;
  /** Qualified and quoted. */
  readonly name: string;
}

/**
 * Reads what is there before a statement: afterwards, what was not is the statement's. Unqualified names are looked up
 * by the session's search_path, as the statement will be.
 */
export async function readBefore(session: Session, statement: OutsideStatement): Promise<Announcement> {
  switch (statement.kind) {
    case "create index": {
      const index = must(statement.index, "the name of the index");
      const [table, before] = await readOids(
        session,
        `SELECT t.oid::text, c.oid::text FROM (SELECT pg_catalog.to_regclass($1)::oid AS oid) AS t
          LEFT JOIN pg_catalog.pg_class own ON own.oid = t.oid
          LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = own.relnamespace AND c.relname = $2::text::name`,
        [statement.table, index],
      );
      return { kind: "create index", table: table ?? null, index, before: before ?? null };
    }
    case "drop index": {
      const [row] = await session.values(
        `SELECT indexrelid::text, indisvalid FROM pg_catalog.pg_index WHERE indexrelid = pg_catalog.to_regclass($1)::oid`,
        [statement.index],
      );
      return { kind: "drop index", index: row === undefined ? null : Number(row[0]), valid: row?.[1] === true };
    }
    case "reindex": {
      const tables = await readTables(session, statement.relation);
      const before = (await readReindexLeftovers(session, tables)).map(({ oid }) => oid);
      return { kind: "reindex", tables, before };
    }
    case "detach": {
      const [table, partition] = await readOids(
        session,
        "SELECT pg_catalog.to_regclass($1)::oid::text, pg_catalog.to_regclass($2)::oid::text",
        [statement.table, statement.partition],
      );
      const both = { table: table ?? null, partition: partition ?? null };
      return { kind: "detach", ...both, before: await readPartitionState(session, both) };
    }
    case "vacuum":
      return { kind: "vacuum" };
  }
}

/** The index that a CREATE INDEX CONCURRENTLY has made on its table since it was announced. */
export async function readNewIndex(
  session: Session,
  { table, index, before }: Extract<Announcement, { kind: "create index" }>,
): Promise<(InvalidIndex & { readonly valid: boolean }) | undefined> {
  const [row] = await session.values(
    `SELECT c.oid::text, n.nspname, c.relname, i.indisvalid ${INDEXES}
      WHERE i.indrelid::int8 = $1 AND c.relname = $2::text::name AND c.oid::int8 <> $3`,
    [table ?? 0, index, before ?? 0],
  );
  return row === undefined ? undefined : { ...toIndex(row), valid: row[3] === true };
}

/** What a REINDEX CONCURRENTLY that did not end has left on its tables since it was announced. */
export async function readNewLeftovers(
  session: Session,
  { tables, before }: Extract<Announcement, { kind: "reindex" }>,
): Promise<InvalidIndex[]> {
  return (await readReindexLeftovers(session, tables)).filter(({ oid }) => !before.includes(oid));
}

/** Whether an index is there and valid; undefined when it is gone. */
export async function readValidity(session: Session, index: number): Promise<boolean | undefined> {
  const [row] = await session.values("SELECT indisvalid FROM pg_catalog.pg_index WHERE indexrelid::int8 = $1", [index]);
  return row === undefined ? undefined : row[0] === true;
}

/** How one table belongs to another now. */
export async function readPartitionState(
  session: Session,
  { table, partition }: { readonly table: number | null; readonly partition: number | null },
): Promise<PartitionState> {
  const [row] = await session.values(
    "SELECT inhdetachpending FROM pg_catalog.pg_inherits WHERE inhparent::int8 = $1 AND inhrelid::int8 = $2",
    [table ?? 0, partition ?? 0],
  );
  return row === undefined ? "none" : row[0] === true ? "pending" : "attached";
}

const INDEXES = `FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace`;

function toIndex([oid, schema, name]: readonly unknown[]): InvalidIndex {
  return { oid: Number(oid), name: `${quoteIdentifier(String(schema))}.${quoteIdentifier(String(name))}` };
}

/** REINDEX CONCURRENTLY builds `name_ccnew` and turns what it replaced into `name_ccold`, with a number where taken. */
async function readReindexLeftovers(session: Session, tables: readonly number[]): Promise<InvalidIndex[]> {
  const rows = await session.values(
    `SELECT c.oid::text, n.nspname, c.relname ${INDEXES}
      WHERE i.indrelid::int8 = ANY ($1::int8[]) AND NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$' ORDER BY c.oid`,
    [tables],
  );
  return rows.map(toIndex);
}

/** The table that is named, or that of the index that is named, with its partitions and the TOAST tables of all. */
async function readTables(session: Session, relation: string): Promise<number[]> {
  const rows = await session.values(
    `WITH base AS (
        SELECT coalesce(i.indrelid, c.oid) AS oid FROM pg_catalog.pg_class c
        LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid WHERE c.oid = pg_catalog.to_regclass($1)::oid),
      tree AS (SELECT oid FROM base UNION SELECT p.relid FROM base, pg_catalog.pg_partition_tree(base.oid) AS p)
      SELECT oid::text FROM tree UNION
      SELECT c.reltoastrelid::text FROM tree JOIN pg_catalog.pg_class c USING (oid) WHERE c.reltoastrelid <> 0`,
    [relation],
  );
  return rows.map(([oid]) => Number(oid)).toSorted((a, b) => a - b);
}

async function readOids(
  session: Session,
  text: string,
  parameters: readonly string[],
): Promise<(number | undefined)[]> {
  const [row] = await session.values(text, parameters);
  return must(row, "the oids").map((oid) => (oid === null ? undefined : Number(oid)));
}
