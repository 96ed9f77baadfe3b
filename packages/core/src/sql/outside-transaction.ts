import type { Node } from "libpg-query";
import type { Finding } from "../errors/finding.js";
import type { TextFile } from "../migration/migration.js";
import { type Complaint, complainAt } from "./complaint.js";
import { hasOption } from "./definition-options.js";
import { type Statement, nodeOf } from "./statement.js";

/**
 * Refuses a statement that PostgreSQL refuses inside a transaction block, as far as the text alone shows it: the callers
 * of PreventInTransactionBlock (src/backend/access/transam/xact.c) of PostgreSQL 18. What depends on the catalog (a
 * partitioned table in REINDEX or CLUSTER, the slot in DROP SUBSCRIPTION) is left to the server.
 */
export function outsideTransaction(
  statement: Statement,
  context: { readonly noTransaction: boolean },
): Complaint | undefined {
  const repeatable = repeatableOutside(statement.node);
  if (repeatable !== undefined) {
    if (context.noTransaction) return undefined;
    return {
      code: "NEEDS_NO_TRANSACTION",
      message: `PostgreSQL refuses ${repeatable} inside a transaction.`,
      hint: "This version of strata runs every migration in a transaction: leave out CONCURRENTLY (the lock then holds writes off), or run the statement by hand.",
    };
  }
  const never = neverInside(statement.node);
  if (never === undefined) return undefined;
  return {
    code: "NEVER_IN_TRANSACTION",
    message: `PostgreSQL refuses ${never} inside a transaction, and strata cannot verify it after a crash.`,
    hint: "Run it by hand or from the deployment, outside of migrations.",
  };
}

/** The finding about a file with the header `no-transaction`, at the header. */
export function noTransactionUnsupported(file: TextFile): Finding {
  const header = /^\s*--\s*strata:\s*no-transaction\b/m.exec(file.text);
  const offset = header === null ? 0 : header.index + (/^\s*/.exec(header[0])?.[0].length ?? 0);
  return complainAt(file, offset, {
    code: "NO_TRANSACTION_UNSUPPORTED",
    message: "This version of strata runs every migration in a transaction.",
    hint: "Leave out CONCURRENTLY and the header; the index is then built under a lock that holds writes off.",
  });
}

/** Statements that strata can verify in the catalog or repeat without harm: the closed list behind `no-transaction`. */
function repeatableOutside(node: Node): string | undefined {
  if (nodeOf(node, "IndexStmt")?.concurrent === true) return "CREATE INDEX CONCURRENTLY";
  if (nodeOf(node, "DropStmt")?.concurrent === true) return "DROP INDEX CONCURRENTLY";
  const reindex = nodeOf(node, "ReindexStmt");
  if (reindex !== undefined && !reindexesMany(reindex.kind) && hasOption(reindex.params, "concurrently")) {
    return "REINDEX CONCURRENTLY";
  }
  const detaches = (nodeOf(node, "AlterTableStmt")?.cmds ?? []).some(
    (command) => nodeOf(nodeOf(command, "AlterTableCmd")?.def, "PartitionCmd")?.concurrent === true,
  );
  if (detaches) return "DETACH PARTITION CONCURRENTLY";
  return nodeOf(node, "VacuumStmt")?.is_vacuumcmd === true ? "VACUUM" : undefined;
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
