import { readSnapshot } from "../../catalog/read-snapshot.js";
import { readHistory } from "../../history/read-history.js";
import { createIdentities } from "../../migration/identity.js";
import type { Finding } from "../../errors/finding.js";
import { newestVersions } from "../../ownership/newest-versions.js";
import type { ModuleName } from "../../types/ids.js";
import { withDatabase } from "../open/open-database.js";
import { findWorkspace, readWorkspace } from "../open/open-workspace.js";
import { requireModule } from "../open/require-module.js";
import type { CommonOptions } from "../options.js";
import { dumpTextOf, withOwners } from "./dump-text-of.js";

/** The dump of one module. */
export interface ModuleDump {
  readonly module: ModuleName;
  readonly text: string;
}

/** Dumps, and what a person should look at: objects that several modules claim. */
export interface Dumps {
  readonly dumps: readonly ModuleDump[];
  readonly findings: readonly Finding[];
}

/**
 * The dumps of modules as they stand in a living database: its catalog as of one moment, taken apart by the workspace's
 * claims. Dated claims are judged by the versions that are applied there, of a module without any by its newest. Nothing
 * is changed, and no lock is taken that anybody would wait for.
 *
 * @throws StrataError MODULE_UNKNOWN, KIND_NOT_MODELLED, what opening the database throws.
 */
export async function dumpDatabase(
  options: CommonOptions & { readonly modules?: readonly ModuleName[] },
): Promise<Dumps> {
  const place = findWorkspace(options);
  return withDatabase(
    options,
    async ({ connection }) => {
      // The server is asked everything at once; meanwhile files are read.
      const asked = Promise.all([readHistory(connection), readSnapshot(connection)]);
      asked.catch(() => undefined);
      const { modules, migrations } = await readWorkspace(place);
      const wanted = (options.modules ?? []).map((name) => requireModule(modules, name).name);
      const [history, snapshot] = await asked;
      const identities = createIdentities(modules, migrations);
      const applied = history.applied.map((id) => identities.migration(id));
      const newest = new Map([...newestVersions(migrations), ...newestVersions(applied)]);
      const owned = withOwners(snapshot, modules, newest);
      const names = wanted.length > 0 ? wanted : modules.map(({ name }) => name);
      return {
        dumps: names.map((module) => ({ module, text: dumpTextOf(owned, module, migrations) })),
        findings: owned.owners.findings,
      };
    },
    place,
  );
}
