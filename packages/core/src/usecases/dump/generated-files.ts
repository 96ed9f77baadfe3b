import { join } from "node:path";
import { writeLatestHistory } from "../../dump/latest-history.js";
import { replayedVersion, writeLatestVersions } from "../../dump/latest-versions.js";
import { must } from "../../errors/internal-error.js";
import type { Finding } from "../../errors/finding.js";
import type { Module } from "../../module/module.js";
import { targetModules } from "../../plan/target-modules.js";
import { createIdentities } from "../../migration/identity.js";
import { formatId } from "../../types/ids.js";
import type { Major } from "../../types/major.js";
import { LARGEST_DATA, MOST_VALUES } from "../../workspace/data-size.js";
import { fixturesChecksum } from "../../workspace/fixtures-checksum.js";
import type { Workspace } from "../../workspace/workspace.js";
import type { ReplayedDumps } from "./replay-dumps.js";

/** The files of one module as they should be. */
export interface GeneratedFiles {
  readonly module: Module;
  /** By absolute path, in the order in which they are written: what names the others comes last. */
  readonly texts: ReadonlyMap<string, string>;
  /** Why new databases cannot be installed from them. */
  readonly findings: readonly Finding[];
}

/** The folder of a module's LATEST. */
export function latestDirectory(module: Module): string {
  return join(module.directory, "LATEST");
}

/** Makes of what the replays gave the files of each module. Reads fixtures for their checksums, and nothing else. */
export function generatedFiles(
  dumps: ReplayedDumps,
  workspace: Workspace,
  modules: readonly Module[],
  postgres: Major,
): GeneratedFiles[] {
  const files = modules.flatMap((module) => {
    const own = dumps.order.filter((migration) => migration.module === module.name);
    if (own.length === 0) return [];
    const texts = new Map(
      own.map((migration) => [
        join(migration.directory, "schema.sql"),
        must(dumps.schemas.get(formatId(migration)), `the dump of ${formatId(migration)}`),
      ]),
    );
    const latest = new Map([["schema.sql", must(dumps.latest.get(module.name), `the dump of ${module.name}`)]]);
    const sizes = { bootstrap: 0, fixtures: 0 };
    const strays = dumps.unclaimed.filter((one) => one.module === undefined || one.module === module.name);
    const replay = [...strays.map(({ message }) => message), ...(dumps.replay.get(module.name) ?? [])];
    for (const kind of ["bootstrap", "fixtures"] as const) {
      for (const [table, rows] of dumps.rows.get(module.name) ?? []) {
        const text = rows[kind];
        if (text === undefined) continue;
        const lines = text.split("\n").length - 1;
        sizes[kind] += lines * (rows.shape.columns.length + 1);
        const name = fileName(table);
        if (name === undefined) replay.push(`${table} has a name that no file can have`);
        else latest.set(`${kind}/${name}`, text);
      }
      const bytes = [...latest].reduce(
        (sum, [name, text]) => sum + (name.startsWith(`${kind}/`) ? Buffer.byteLength(text) : 0),
        0,
      );
      if (sizes[kind] > MOST_VALUES || bytes > LARGEST_DATA.ndjson)
        replay.push(`the rows of ${kind} are more than an installation loads`);
    }
    const recorded = own.flatMap((migration) => {
      const row = dumps.recorded.get(formatId(migration));
      return row === undefined ? [] : [[migration.version, row] as const];
    });
    const unlabelled = [...(dumps.rows.get(module.name) ?? [])].filter(([, rows]) => rows.unlabelled.length > 0);
    latest.set(
      "history.json",
      writeLatestHistory({
        migrations: new Map(recorded),
        unlabelled: Object.fromEntries(unlabelled.map(([table, rows]) => [table, rows.unlabelled])),
        given: Object.fromEntries(
          [...(dumps.rows.get(module.name) ?? [])].flatMap(([table, { given }]) =>
            given.bootstrap.length + given.fixtures.length === 0 ? [] : [[table, given] as const],
          ),
        ),
      }),
    );
    const versions = replayedWith(dumps, workspace, module);
    const json = writeLatestVersions({ postgres, module: module.name, versions, replay }, latest);
    for (const [name, text] of [...latest, ["versions.json", json] as const])
      texts.set(join(latestDirectory(module), name), text);
    const findings = replay.map((reason): Finding => ({
      code: "LATEST_NEEDS_REPLAY",
      message: `new databases are not installed from LATEST of ${module.name}: ${reason}`,
      module: module.name,
    }));
    return [{ module, texts, findings }];
  });
  // Some are nobody's in particular.
  return files.map((one, index) => (index === 0 ? { ...one, findings: [...dumps.unclaimed, ...one.findings] } : one));
}

/** The migrations that a replay of the module alone runs, in its order. */
function replayedWith({ order }: ReplayedDumps, { modules, migrations }: Workspace, module: Module) {
  const closure = targetModules(modules, migrations, createIdentities(modules, migrations), [module.name]);
  return order
    .filter((migration) => closure.has(migration.module))
    .map((migration) =>
      replayedVersion(migration, migration.fixtures === undefined ? undefined : fixturesChecksum(migration.fixtures)),
    );
}

/** A table's name as the name of its file; undefined where it would not be read back as that table's. */
function fileName(table: string): string | undefined {
  return /^[^./\\\0:*?"<>|]+\.[^./\\\0:*?"<>|]+$/.test(table) && Buffer.byteLength(table) <= 200
    ? `${table}.ndjson`
    : undefined;
}
