import { randomUUID } from "node:crypto";
import { readTableShapes } from "../../catalog/read-table-shapes.js";
import { makeAnyValues } from "../../dataset/any-values.js";
import { type DatasetKind, type DatasetTable, formatTable, type TableName } from "../../dataset/dataset.js";
import type { Finding } from "../../errors/finding.js";
import { must } from "../../errors/internal-error.js";
import { throwFindings } from "../../errors/strata-error.js";
import { SYS_CORE } from "../../module/module.js";
import { type ClaimIndex, indexClaims } from "../../ownership/claim-index.js";
import { newestVersions } from "../../ownership/newest-versions.js";
import { takesFixtures } from "../../types/environment.js";
import type { Version } from "../../types/ids.js";
import { readDataset } from "../../workspace/read-dataset.js";
import { loadDelta } from "../data/load-delta.js";
import type { RunWorld } from "../step/run-world.js";
import { forgetUnlabelled } from "./forget-unlabelled.js";
import type { InstallModule } from "./install-source.js";
import { restoreGiven } from "./restore-given.js";

/**
 * Loads the rows of every LATEST together, for they may reference each other whatever module they belong to, within the
 * caller's transaction: bootstrap data, then the fixtures where the environment takes them. Each label is recorded as
 * shipped by the module and the migration that a replay would name.
 */
export async function installRows(
  world: RunWorld,
  modules: readonly InstallModule[],
): Promise<{ readonly rows: number; readonly findings: readonly Finding[] }> {
  const kinds: readonly DatasetKind[] = takesFixtures(world.environment) ? ["bootstrap", "fixtures"] : ["bootstrap"];
  const shipped = new Map<InstallModule, TableName[]>(modules.map((one) => [one, []]));
  const claims = indexClaims(world.workspace.modules, newestVersions(world.workspace.migrations));
  let rows = 0;
  const findings: Finding[] = [];
  for (const kind of kinds) {
    const tables: DatasetTable[] = [];
    for (const [one, own] of shipped) {
      const read = await readOwnRows(world, claims, one, kind);
      tables.push(...read);
      own.push(...read);
    }
    if (tables.length === 0) continue;
    const delta = makeAnyValues({ tables }, await readTableShapes(world.connection, tables), randomUUID);
    // Whose the labels are is said below, for all of them at once.
    const loaded = await loadDelta(world.connection, { module: SYS_CORE, version: "", kind, delta });
    rows += loaded.added + loaded.changed + loaded.removed;
    findings.push(...loaded.kept);
  }
  for (const [one, own] of shipped) await nameShippers(world, one, own);
  await forgetUnlabelled(world.connection, modules);
  await restoreGiven(world.connection, modules, takesFixtures(world.environment));
  return { rows, findings };
}

/** The rows of one module's LATEST. Throws DATASET_FOREIGN_TABLE for a table that the module does not own. */
async function readOwnRows(
  world: RunWorld,
  claims: ClaimIndex,
  { module, ...data }: InstallModule,
  kind: DatasetKind,
): Promise<readonly DatasetTable[]> {
  const source = data[kind];
  if (source === undefined) return [];
  const { tables } = await readDataset(source, { cacheDirectory: world.cacheDirectory, rows: "LATEST" });
  const isOwn = (table: TableName): boolean => claims.claimsOf(table).some((held) => held.module === module.name);
  throwFindings(
    tables
      .filter((table) => !isOwn(table))
      .map((table) => ({
        code: "DATASET_FOREIGN_TABLE",
        message: `LATEST of ${module.name} has rows for ${formatTable(table)}, which it does not own`,
        place: table.place,
      })),
  );
  world.labelled.add(module.name);
  return tables;
}

/**
 * Names what has shipped the labels of these tables, by what a replay records: under the table's name, or under one that no
 * table has any more, for the table may have been renamed since.
 */
async function nameShippers(
  world: RunWorld,
  { module, replayed }: InstallModule,
  tables: readonly TableName[],
): Promise<void> {
  if (tables.length === 0) return;
  const withFixtures = takesFixtures(world.environment);
  const shippers: { schema: string; name: string; label: string; version: Version }[] = [];
  for (const [version, { bootstrap, fixtures }] of replayed) {
    const parts = [bootstrap, withFixtures ? fixtures : null].flatMap((inverse) => inverse?.tables ?? []);
    for (const { schema, name, added, changed } of parts)
      for (const label of [...added, ...changed.map((row) => row.label)])
        shippers.push({ schema, name, label, version });
  }
  await world.connection.values(
    `UPDATE sys_core.dataset_row d SET module = $1, version = coalesce(
        (SELECT max(x.version) FROM pg_catalog.json_to_recordset($3::pg_catalog.json)
            AS x(schema text, name text, label text, version text)
          WHERE x.label = d.label AND (x.schema = n.nspname AND x.name = c.relname
            OR pg_catalog.to_regclass(pg_catalog.format('%I.%I', x.schema, x.name)) IS NULL)), $2)
      FROM pg_catalog.json_to_recordset($4::pg_catalog.json) AS t(schema text, name text)
      JOIN pg_catalog.pg_namespace n ON n.nspname = t.schema
      JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = t.name
      WHERE d.relation = c.oid`,
    [
      module.name,
      newestOf(replayed),
      JSON.stringify(shippers),
      JSON.stringify(tables.map(({ schema, name }) => ({ schema, name }))),
    ],
  );
}

function newestOf(replayed: InstallModule["replayed"]): Version {
  return must([...replayed.keys()].toSorted().at(-1), "the newest version");
}
