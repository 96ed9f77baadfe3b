import { join } from "node:path";
import { baselineSlice, type BaselineSlice } from "../../adopt/baseline-slice.js";
import { BASELINE, baselineFiles } from "../../adopt/baseline-text.js";
import { readSnapshot } from "../../catalog/read-snapshot.js";
import type { Finding } from "../../errors/finding.js";
import { StrataError, throwFindings } from "../../errors/strata-error.js";
import { normalizeText, rawChecksums } from "../../migration/checksum.js";
import { formatFolderName } from "../../migration/folder-name.js";
import { mergeHeaders, parseHeaders } from "../../migration/headers.js";
import type { Migration } from "../../migration/migration.js";
import { newestOfEach, newStamp } from "../../migration/new-stamp.js";
import { type Module, SYS_CORE } from "../../module/module.js";
import { assignOwners } from "../../ownership/assign-owners.js";
import { newestVersions } from "../../ownership/newest-versions.js";
import type { Owners } from "../../ownership/owner.js";
import type { Snapshot } from "../../snapshot/snapshot.js";
import { compareIds, type ModuleName, type Version } from "../../types/ids.js";
import { writeFolder } from "../../workspace/write-file.js";
import { readState } from "../open/read-state.js";
import { chooseModule } from "../write/choose-module.js";
import type { AdoptInput, Candidate } from "./adopt-database.js";
import { workspaceAt } from "./workspace-at.js";

/**
 * The baseline of a module: the one that it has, else one made from what it claims in the database, which is written once it
 * is proven.
 *
 * @throws StrataError ADOPT_NOT_EMPTY when the module has migrations and none of them is a baseline; ADOPT_NO_OBJECTS;
 *   KIND_NOT_MODELLED, ADOPT_NOT_SQL and ADOPT_DEPENDENCY with everything that cannot become SQL.
 */
export async function adoptBaseline(input: AdoptInput): Promise<Candidate> {
  const { workspace, module } = input;
  const own = workspace.migrations.filter((one) => one.module === module.name);
  const baselines = own.filter((one) => one.headers.adopted?.tool === BASELINE);
  const there = {
    workspace,
    migrations: baselines,
    pending: [],
    table: undefined,
    write: () => [],
    written: [],
    findings: [],
  };
  if (baselines.length > 0) return there;
  if (own.length > 0)
    throw new StrataError(
      "ADOPT_NOT_EMPTY",
      `the module ${module.name} has migrations already, and none is a baseline`,
      {
        hint: "Remove them if nothing has run them; if another tool ran them here, name it with --from.",
      },
    );
  chooseModule(workspace, module.name, input.place.root);
  const { migration, findings } = await makeBaseline(input);
  return {
    ...there,
    workspace: { ...workspace, migrations: [...workspace.migrations, migration].toSorted(compareIds) },
    migrations: [migration],
    write: () => {
      const files = [migration.up, migration.down].flatMap((file) =>
        file === undefined ? [] : [[file.name, file.text]],
      );
      writeFolder(migration.directory, Object.fromEntries(files) as Record<string, string>);
      return [migration.directory];
    },
    findings,
  };
}

async function makeBaseline({
  options,
  database,
  workspace,
  module,
}: AdoptInput): Promise<{ migration: Migration; findings: readonly Finding[] }> {
  const { connection, target } = database;
  const state = await readState(connection, workspace, { targetModules: target.modules, signal: options.signal });
  const here = workspaceAt(workspace, state, []);
  const version = newStamp(new Date(), workspace.migrations, [module.name, ...module.dependencies]);
  const snapshot = await readSnapshot(connection);
  const newest = newestVersions([...here.migrations, { module: module.name, version }]);
  const owners = assignOwners(snapshot.objects, workspace.modules, newest);
  const reachable = dependenciesOf(module, workspace.modules);
  const before = new Set(here.migrations.map((one) => one.module).filter((name) => reachable.has(name)));
  const slice = baselineSlice(snapshot, owners, module.name, before);
  if (Object.keys(slice.objects).length === 0)
    throw new StrataError(
      "ADOPT_NO_OBJECTS",
      `database "${connection.target.database}" holds nothing that ${module.name} claims`,
      {
        hint: `Its claims: ${module.owns.map(({ text }) => text).join(", ")}`,
      },
    );
  throwFindings([...owners.findings, ...slice.findings]);
  const files = baselineFiles(slice, {
    database: connection.target.database,
    requires: newestOfEach(here.migrations, module.dependencies),
  });
  return { migration: asRead(module, version, files), findings: leftAlone(snapshot, owners, slice) };
}

/** The migration as it will be read from the folder. */
function asRead(module: Module, version: Version, files: ReturnType<typeof baselineFiles>): Migration {
  const name = "baseline";
  const directory = join(module.migrationsDirectory, formatFolderName({ version, name }));
  const file = (of: "up.sql" | "down.sql") => ({ name: of, path: join(directory, of), text: normalizeText(files[of]) });
  const texts = { up: file("up.sql"), down: file("down.sql") };
  const headers = mergeHeaders({ up: parseHeaders(texts.up), down: parseHeaders(texts.down) });
  return { ...texts, module: module.name, version, name, directory, headers, checksums: rawChecksums(texts) };
}

function dependenciesOf(module: Module, modules: readonly Module[]): ReadonlySet<ModuleName> {
  const reached = new Set<ModuleName>([SYS_CORE, ...module.dependencies]);
  for (const name of reached)
    for (const next of modules.find((one) => one.name === name)?.dependencies ?? []) reached.add(next);
  return reached;
}

/** What stays behind when the baseline makes a database anew. */
function leftAlone({ objects }: Snapshot, owners: Owners, slice: BaselineSlice): Finding[] {
  return Object.entries(objects).flatMap(([key, object]) => {
    if (object.kind === "extension" && !(key in slice.objects))
      return [
        {
          code: "ADOPT_UNCLAIMED" as const,
          message: `${key} is needed by no object of the module, as far as the server knows, and the baseline does not make it`,
          hint: "Where the body of a function uses it, let the next migration say CREATE EXTENSION IF NOT EXISTS.",
        },
      ];
    if (owners.of.get(key) !== "unclaimed" || object.of !== undefined) return [];
    return [{ code: "ADOPT_UNCLAIMED" as const, message: `${key} is claimed by no module and was left where it is` }];
  });
}
