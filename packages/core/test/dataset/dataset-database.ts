import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseJsonDelta } from "../../src/dataset/parse-json-delta.js";
import type { DatasetKind } from "../../src/dataset/dataset.js";
import type { InverseDelta } from "../../src/dataset/inverse-delta.js";
import { throwFindings } from "../../src/errors/strata-error.js";
import type { Session } from "../../src/types/session.js";
import { type LoadDeltaOptions, type LoadedDelta, loadDelta } from "../../src/usecases/data/load-delta.js";
import { type UndoneDelta, undoDelta } from "../../src/usecases/data/undo-delta.js";
import { SYS_CORE_DIRECTORY } from "../support/sys-core.js";

/** Makes sys_core as its own migrations do. */
export async function createSysCore(session: Session): Promise<void> {
  const folders = await readdir(join(SYS_CORE_DIRECTORY, "migrations"));
  for (const folder of folders.toSorted()) {
    await session.run(await readFile(join(SYS_CORE_DIRECTORY, "migrations", folder, "up.sql"), "utf8"));
  }
}

/** Loads a delta, given as JSON text or as a value, in a transaction of its own that ends as a phase of a step does. */
export async function load(
  session: Session,
  delta: string | object,
  options: Partial<Omit<LoadDeltaOptions, "delta">> & { kind?: DatasetKind } = {},
): Promise<LoadedDelta> {
  const text = typeof delta === "string" ? delta : JSON.stringify(delta, null, 2);
  const { tables, findings } = parseJsonDelta(text, "/m/bootstrap.json");
  throwFindings(findings);
  return inTransaction(session, () =>
    loadDelta(session, { module: "shop", version: "20260101000000", kind: "bootstrap", ...options, delta: { tables } }),
  );
}

/** Takes a delta back, from the JSON that the history would hold. */
export async function undo(session: Session, inverse: InverseDelta): Promise<UndoneDelta> {
  return inTransaction(session, () => undoDelta(session, JSON.parse(JSON.stringify(inverse)) as InverseDelta));
}

/** One transaction: committed after every constraint was checked, or rolled back by an error. */
export async function inTransaction<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.run("BEGIN");
  try {
    const result = await work();
    await session.run("SET CONSTRAINTS ALL IMMEDIATE; COMMIT");
    return result;
  } catch (error) {
    await session.run("ROLLBACK");
    throw error;
  }
}

/** Tables, labels and the values of sequences: everything that loading can change. */
export async function contents(session: Session, ...tables: string[]): Promise<unknown> {
  const rows: Record<string, unknown> = {};
  for (const table of tables) rows[table] = await session.values(`SELECT t::text FROM ${table} AS t ORDER BY 1`);
  rows["labels"] = await session.values(
    "SELECT relation::text, label, kind, module, version, key, hash FROM sys_core.dataset_row ORDER BY 1, 2",
  );
  return rows;
}
