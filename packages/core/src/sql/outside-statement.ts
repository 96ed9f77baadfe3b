import type { Node, RangeVar } from "libpg-query";
import { hasOption } from "./definition-options.js";
import { quoteIdentifier } from "./quote.js";
import { type Statement, nodeOf } from "./statement.js";

/**
 * A statement that PostgreSQL runs outside of a transaction block only, and that strata can verify in the catalog or
 * repeat without harm: the closed list behind the header `no-transaction`. Names are quoted SQL, qualified as they are
 * in the file.
 */
export type OutsideStatement =
  | {
      readonly kind: "create index";
      /** Undefined when the server would choose one. Not quoted: it has no schema but that of its table. */
      readonly index: string | undefined;
      readonly table: string;
      readonly ifNotExists: boolean;
    }
  | { readonly kind: "drop index"; readonly index: string }
  | { readonly kind: "reindex"; readonly relation: string }
  | { readonly kind: "detach"; readonly table: string; readonly partition: string }
  | { readonly kind: "vacuum" };

/** How messages call the statements. */
export const OUTSIDE_WORDS: Readonly<Record<OutsideStatement["kind"], string>> = {
  "create index": "CREATE INDEX CONCURRENTLY",
  "drop index": "DROP INDEX CONCURRENTLY",
  reindex: "REINDEX CONCURRENTLY",
  detach: "DETACH PARTITION CONCURRENTLY",
  vacuum: "VACUUM",
};

/**
 * Kinds that hold SHARE UPDATE EXCLUSIVE while they wait for older transactions: neither readers nor writers queue
 * behind them, so that they may wait as long as it takes.
 * https://www.postgresql.org/docs/current/explicit-locking.html
 */
export const WAITS_QUIETLY: ReadonlySet<OutsideStatement["kind"]> = new Set(["create index", "drop index", "reindex"]);

/** What the closed list has for a statement; undefined for one that PostgreSQL allows in a transaction, or never. */
export function outsideStatement(statement: Statement): OutsideStatement | undefined {
  return readers[statement.kind]?.(statement.node);
}

const readers: Readonly<Record<string, (node: Node) => OutsideStatement | undefined>> = {
  IndexStmt: createIndex,
  DropStmt: dropIndex,
  ReindexStmt: reindex,
  AlterTableStmt: detach,
  VacuumStmt: (node) => (nodeOf(node, "VacuumStmt")?.is_vacuumcmd === true ? { kind: "vacuum" } : undefined),
};

function createIndex(node: Node): OutsideStatement | undefined {
  const create = nodeOf(node, "IndexStmt");
  if (create?.concurrent !== true) return undefined;
  const { idxname, relation, if_not_exists: ifNotExists } = create;
  return { kind: "create index", index: idxname, table: nameOf(relation), ifNotExists: ifNotExists === true };
}

/** PostgreSQL refuses several indexes in one statement: src/backend/commands/tablecmds.c, RemoveRelations. */
function dropIndex(node: Node): OutsideStatement | undefined {
  const drop = nodeOf(node, "DropStmt");
  if (drop?.concurrent !== true) return undefined;
  const parts = nodeOf(drop.objects?.[0], "List")?.items ?? [];
  const names = parts.map((part) => nodeOf(part, "String")?.sval ?? "");
  return { kind: "drop index", index: names.map(quoteIdentifier).join(".") };
}

function reindex(node: Node): OutsideStatement | undefined {
  const { kind, params, relation } = nodeOf(node, "ReindexStmt") ?? {};
  const isOne = kind === "REINDEX_OBJECT_INDEX" || kind === "REINDEX_OBJECT_TABLE";
  return isOne && hasOption(params, "concurrently") ? { kind: "reindex", relation: nameOf(relation) } : undefined;
}

function detach(node: Node): OutsideStatement | undefined {
  const alter = nodeOf(node, "AlterTableStmt");
  for (const command of alter?.cmds ?? []) {
    const partition = nodeOf(nodeOf(command, "AlterTableCmd")?.def, "PartitionCmd");
    if (partition?.concurrent === true)
      return { kind: "detach", table: nameOf(alter?.relation), partition: nameOf(partition.name) };
  }
  return undefined;
}

function nameOf(relation: RangeVar | undefined): string {
  const parts = [relation?.schemaname, relation?.relname].filter((part) => part !== undefined);
  return parts.map(quoteIdentifier).join(".");
}
