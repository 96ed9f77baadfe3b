import type { Node } from "libpg-query";
import type { Complaint } from "./complaint.js";
import { hasOption } from "./definition-options.js";
import { OUTSIDE_WORDS, outsideStatement } from "./outside-statement.js";
import { type Statement, nodeOf } from "./statement.js";

/**
 * Refuses a statement that PostgreSQL refuses inside a transaction block, as far as the text alone shows it: the callers
 * of PreventInTransactionBlock (src/backend/access/transam/xact.c) of PostgreSQL 18. With the header `no-transaction`
 * those of the closed list may run. What depends on the catalog (a partitioned table in REINDEX or CLUSTER, the slot in
 * DROP SUBSCRIPTION) is left to the server.
 */
export function outsideTransaction(
  statement: Statement,
  context: { readonly noTransaction: boolean },
): Complaint | undefined {
  const outside = outsideStatement(statement);
  if (outside !== undefined) {
    if (!context.noTransaction)
      return {
        code: "NEEDS_NO_TRANSACTION",
        message: `PostgreSQL refuses ${OUTSIDE_WORDS[outside.kind]} inside a transaction.`,
        hint: "Write `-- strata: no-transaction` at the top of the file, best in a migration of its own.",
      };
    return outside.kind === "create index" && outside.index === undefined
      ? {
          code: "INDEX_UNNAMED",
          message: "CREATE INDEX CONCURRENTLY without a name: after a crash strata could not find the index again.",
          hint: "Name it: CREATE INDEX CONCURRENTLY table_column_idx ON …",
        }
      : undefined;
  }
  const never = neverInside(statement.node);
  if (never === undefined) return undefined;
  return {
    code: "NEVER_IN_TRANSACTION",
    message: `PostgreSQL refuses ${never} inside a transaction, and strata cannot verify it after a crash.`,
    hint: "Run it by hand or from the deployment, outside of migrations.",
  };
}

function neverInside(node: Node): string | undefined {
  const reindex = nodeOf(node, "ReindexStmt");
  if (reindex !== undefined && reindexesMany(reindex.kind)) return "REINDEX SCHEMA, DATABASE and SYSTEM";
  const cluster = nodeOf(node, "ClusterStmt");
  if (cluster !== undefined && cluster.relation === undefined) return "CLUSTER without a table";
  if (hasOption(nodeOf(node, "AlterDatabaseStmt")?.options, "tablespace")) return "ALTER DATABASE SET TABLESPACE";
  const tag = Object.keys(node)[0]!;
  return ALWAYS[tag] ?? ofSubscription(node);
}

const ALWAYS: Readonly<Record<string, string>> = {
  CreatedbStmt: "CREATE DATABASE",
  DropdbStmt: "DROP DATABASE",
  CreateTableSpaceStmt: "CREATE TABLESPACE",
  DropTableSpaceStmt: "DROP TABLESPACE",
  AlterSystemStmt: "ALTER SYSTEM",
};

function reindexesMany(kind: string | undefined): boolean {
  return kind === "REINDEX_OBJECT_SCHEMA" || kind === "REINDEX_OBJECT_SYSTEM" || kind === "REINDEX_OBJECT_DATABASE";
}

/** https://www.postgresql.org/docs/current/sql-createsubscription.html: only what makes a slot or refreshes is refused. */
function ofSubscription(node: Node): string | undefined {
  const create = nodeOf(node, "CreateSubscriptionStmt");
  if (create !== undefined && hasOption(create.options, "create_slot", hasOption(create.options, "connect", true))) {
    return "CREATE SUBSCRIPTION with a replication slot";
  }
  const alter = nodeOf(node, "AlterSubscriptionStmt");
  switch (alter?.kind) {
    case "ALTER_SUBSCRIPTION_REFRESH":
      return "ALTER SUBSCRIPTION REFRESH PUBLICATION";
    case "ALTER_SUBSCRIPTION_SET_PUBLICATION":
    case "ALTER_SUBSCRIPTION_ADD_PUBLICATION":
    case "ALTER_SUBSCRIPTION_DROP_PUBLICATION":
      return hasOption(alter.options, "refresh", true) ? "ALTER SUBSCRIPTION with refresh" : undefined;
    default:
      return undefined;
  }
}
