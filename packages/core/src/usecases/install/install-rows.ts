import { randomUUID } from "node:crypto";
import { readTableShapes } from "../../catalog/read-table-shapes.js";
import { makeAnyValues } from "../../dataset/any-values.js";
import type { Dataset, DatasetKind } from "../../dataset/dataset.js";
import { must } from "../../errors/internal-error.js";
import type { Finding } from "../../errors/finding.js";
import type { DataSource } from "../../migration/migration.js";
import { owns } from "../../ownership/owns.js";
import type { Version } from "../../types/ids.js";
import { takesFixtures } from "../../types/environment.js";
import { readDataset } from "../../workspace/read-dataset.js";
import { loadDelta } from "../data/load-delta.js";
import type { RunWorld } from "../step/run-world.js";
import type { InstallModule } from "./install-source.js";

/**
 * Loads the rows of LATEST of each module, within the caller's transaction: bootstrap data, then the fixtures where the
 * environment takes them. Each label is recorded as shipped by the migration that a replay would name.
 */
export async function installRows(
  world: RunWorld,
  modules: readonly InstallModule[],
): Promise<{ readonly rows: number; readonly findings: readonly Finding[] }> {
  let rows = 0;
  const findings: Finding[] = [];
  for (const one of modules) {
    const sources: [DatasetKind, DataSource | undefined][] = [
      ["bootstrap", one.bootstrap],
      ["fixtures", takesFixtures(world.environment) ? one.fixtures : undefined],
    ];
    for (const [kind, data] of sources) {
      if (data === undefined) continue;
      const version = must([...one.replayed.keys()].toSorted().at(-1), `a version of ${one.module.name}`);
      const loaded = await loadDelta(world.connection, {
        module: one.module.name,
        version,
        kind,
        delta: await readRows(world, data),
        ownsRelation: (schema, name) => owns(one.module.owns, { schema, name }, version),
      });
      world.labelled.add(one.module.name);
      rows += loaded.added + loaded.changed + loaded.removed;
      findings.push(...loaded.kept);
    }
    await nameShippers(world, one);
  }
  return { rows, findings };
}

/** The rows, with values for what is another one in each database. */
async function readRows({ connection, cacheDirectory }: RunWorld, data: DataSource): Promise<Dataset> {
  const dataset = await readDataset(data, { cacheDirectory, rows: "LATEST" });
  return makeAnyValues(dataset, await readTableShapes(connection, dataset.tables), randomUUID);
}

/** The migration that last shipped each label, by what a replay records; a table that was renamed since is left with the newest. */
async function nameShippers(world: RunWorld, { module, replayed }: InstallModule): Promise<void> {
  const withFixtures = takesFixtures(world.environment);
  const shippers = new Map<string, { schema: string; name: string; label: string; version: Version }>();
  for (const version of [...replayed.keys()].toSorted()) {
    const { bootstrap, fixtures } = must(replayed.get(version), version);
    for (const { schema, name, added, changed } of [bootstrap, withFixtures ? fixtures : null].flatMap(
      (inverse) => inverse?.tables ?? [],
    ))
      for (const label of [...added, ...changed.map((row) => row.label)])
        shippers.set(JSON.stringify([schema, name, label]), { schema, name, label, version });
  }
  if (shippers.size === 0) return;
  await world.connection.values(
    `UPDATE sys_core.dataset_row d SET version = x.version
      FROM pg_catalog.json_to_recordset($1::pg_catalog.json) AS x(schema text, name text, label text, version text)
      JOIN pg_catalog.pg_namespace n ON n.nspname = x.schema
      JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = x.name
      WHERE d.relation = c.oid AND d.label = x.label AND d.module = $2 AND d.version <> x.version`,
    [JSON.stringify([...shippers.values()]), module.name],
  );
}
