import { randomBytes } from "node:crypto";
import { freshDatabase, sharedCluster } from "@strata/core/test-cluster";
import type { Stage } from "./bad-input.js";
import { query } from "./fingerprint.js";

/** An empty database without a stamp: production, for all that strata knows. */
export async function emptyDatabase(): Promise<Stage & { readonly url: string; readonly database: string }> {
  const { url, name, drop } = await freshDatabase();
  return { url, database: name, end: drop };
}

/** A copy of a database, with its stamp. Nobody may be connected to it. */
export async function copyOf(database: string): Promise<Stage & { readonly url: string; readonly database: string }> {
  const cluster = await sharedCluster();
  const copy = `${database}_copy`;
  await query(cluster.url("postgres"), `CREATE DATABASE ${copy} TEMPLATE ${database} STRATEGY file_copy`);
  return {
    url: cluster.url(copy),
    database: copy,
    end: async () => void (await query(cluster.url("postgres"), `DROP DATABASE ${copy} WITH (FORCE)`)),
  };
}

/** A role that may connect to a database and nothing else but what the grants give it; `end` removes it. */
export async function roleIn(
  url: string,
  ...grants: readonly ((role: string) => string)[]
): Promise<{ readonly url: string; readonly end: () => Promise<void> }> {
  const role = `r_${randomBytes(6).toString("hex")}`;
  const own = new URL(url);
  await query(url, `CREATE ROLE ${role} LOGIN PASSWORD '${own.password}'`, ...grants.map((grant) => grant(role)));
  own.username = role;
  return { url: own.href, end: async () => void (await query(url, `DROP OWNED BY ${role}`, `DROP ROLE ${role}`)) };
}
