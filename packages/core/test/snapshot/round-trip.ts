import { expect, onTestFinished } from "vitest";
import { readSnapshot } from "../../src/catalog/read-snapshot.js";
import { renderSections } from "../../src/dump/render-sections.js";
import type { Connection } from "../../src/postgres/connection.js";
import type { Snapshot } from "../../src/snapshot/snapshot.js";
import type { Major } from "../../src/types/major.js";
import { connect, freshDatabase } from "../support/cluster.js";
import { dumpSchema } from "../support/pg-dump.js";

/** A new database with a connection to it, both gone at the end of the test. */
export async function openDatabase(major: Major): Promise<{ url: string; connection: Connection }> {
  const { url, drop } = await freshDatabase(major);
  const connection = await connect(url);
  onTestFinished(async () => {
    await connection.close();
    await drop();
  });
  return { url, connection };
}

/** The script that a snapshot's objects are rendered to. */
export function scriptOf(snapshot: Snapshot): string {
  return Object.values(renderSections(snapshot.objects))
    .flat(2)
    .map((statement) => `${statement};\n`)
    .join("");
}

/**
 * Runs a script in a new database, and what its snapshot is rendered to in a second one. Both must have the same snapshot
 * and be the same to pg_dump; the SQL of the second snapshot must be that of the first.
 */
export async function roundTrip(major: Major, script: string): Promise<{ snapshot: Snapshot; sql: string }> {
  const [first, second] = [await openDatabase(major), await openDatabase(major)];
  await first.connection.run(script);
  const snapshot = await readSnapshot(first.connection);
  expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
  const sql = scriptOf(snapshot);
  await run(second.connection, `SET check_function_bodies = false;\n${sql}`);
  const again = await readSnapshot(second.connection);
  expect(again).toEqual(snapshot);
  expect(scriptOf(again)).toBe(sql);
  expect(grantsSorted(await dumpSchema(second.url))).toBe(grantsSorted(await dumpSchema(first.url)));
  return { snapshot, sql };
}

/** pg_dump writes what is granted on an object in the order in which it was granted. */
function grantsSorted(dump: string): string {
  return dump.replaceAll(/^(?:(?:ALTER DEFAULT PRIVILEGES .*)?(?:GRANT|REVOKE) .*\n)+/gm, (lines) =>
    lines.split("\n").toSorted().join("\n"),
  );
}

/** Says the whole script when the server refuses it. */
async function run(connection: Connection, sql: string): Promise<void> {
  try {
    await connection.run(sql);
  } catch (error) {
    throw new Error(`${String(error)}\n\n${sql}`, { cause: error });
  }
}
