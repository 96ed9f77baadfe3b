import type { Finding } from "../../errors/finding.js";
import { buildMigrationGraph } from "../../migration/migration-graph.js";
import type { Migration } from "../../migration/migration.js";
import { SYS_CORE } from "../../module/module.js";
import { formatId } from "../../types/ids.js";
import type { Workspace } from "../../workspace/workspace.js";
import type { State } from "../open/read-state.js";

/**
 * The workspace with no more migrations than what a database has applied, `more` of them, and those of sys-core: what a
 * replay makes of it is what the database should hold.
 */
export function workspaceAt(workspace: Workspace, { checked }: State, more: readonly Migration[]): Workspace {
  const pairs = [...checked.applied, ...checked.edited, ...checked.restamps];
  const kept = new Set([...pairs.map(({ migration }) => migration), ...more].map(formatId));
  return {
    ...workspace,
    migrations: workspace.migrations.filter((one) => one.module === SYS_CORE || kept.has(formatId(one))),
  };
}

/** ADOPT_DEPENDENCY for everything that these migrations require and a workspace made by {@link workspaceAt} lacks. */
export function missingRequired(
  { modules, migrations: all }: Workspace,
  { history }: State,
  at: Pick<Workspace, "migrations">,
  migrations: readonly Migration[],
): Finding[] {
  const there = new Set(at.migrations.map(formatId));
  const graph = buildMigrationGraph({ modules, migrations: all, applied: history.applied });
  return migrations.flatMap((migration) =>
    graph
      .requiresOf(formatId(migration))
      .filter((id) => !there.has(formatId(id)))
      .map((id) => ({
        code: "ADOPT_DEPENDENCY" as const,
        message: `${formatId(migration)} requires ${formatId(id)}, which is not applied`,
        hint: `strata up -m ${id.module}, or adopt it first if the database holds what it makes.`,
        module: migration.module,
        version: migration.version,
      })),
  );
}
