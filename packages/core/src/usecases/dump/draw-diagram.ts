import { readSnapshot } from "../../catalog/read-snapshot.js";
import { buildDiagram } from "../../diagram/build-diagram.js";
import { renderMermaid } from "../../diagram/render-mermaid.js";
import { moduleOf } from "../../ownership/owner.js";
import type { Snapshot } from "../../snapshot/snapshot.js";
import type { MigrationId, ModuleName } from "../../types/ids.js";
import type { Workspace } from "../../workspace/workspace.js";
import { ownersAt } from "../look/owners-at.js";
import { interruptible } from "../open/interruptible.js";
import { withDatabaseAndWorkspace } from "../open/open-database.js";
import { findWorkspace, readWorkspace } from "../open/open-workspace.js";
import { requireModule } from "../open/require-module.js";
import type { CommonOptions } from "../options.js";
import { replay } from "../scratch/replay.js";
import { withScratch } from "../scratch/with-scratch.js";

/** What is drawn. */
export interface DiagramOptions extends CommonOptions {
  /** Its tables whole, and those of other modules as far as foreign keys connect them. Default: all tables. */
  readonly module?: ModuleName;
  /** Draws what the migrations on disk make, replayed on a scratch database, instead of a database that is there. */
  readonly replay?: boolean;
}

/**
 * Draws tables and foreign keys as a mermaid erDiagram: the same text for the same tables, with a newline at its end.
 *
 * @throws StrataError MODULE_UNKNOWN, INTERRUPTED; what connecting, reading the history and a snapshot throw; with `replay`
 *   what replaying throws, and no target is asked.
 */
export async function drawDiagram(options: DiagramOptions): Promise<string> {
  const { module } = options;
  if (options.replay !== true)
    return withDatabaseAndWorkspace(options, async ({ connection }, workspace, reading) => {
      if (module !== undefined) requireModule(workspace.modules, module);
      return interruptible(connection, options.signal, async () => {
        const { applied } = await reading;
        return draw(await readSnapshot(connection), workspace, applied, module);
      });
    });
  const place = findWorkspace(options);
  const workspace = await readWorkspace(place);
  if (module !== undefined) requireModule(workspace.modules, module);
  return withScratch(
    options,
    async (database) => {
      const how = { ...options, class: "staging" as const, ...(module === undefined ? {} : { modules: [module] }) };
      const { connection, migrations } = await replay(database, workspace, how);
      return draw(await readSnapshot(connection), workspace, migrations, module);
    },
    place,
  );
}

function draw(
  { objects }: Snapshot,
  workspace: Workspace,
  applied: readonly MigrationId[],
  module: ModuleName | undefined,
): string {
  if (module === undefined) return renderMermaid(buildDiagram(objects));
  const { owners } = ownersAt(objects, workspace, applied);
  return renderMermaid(buildDiagram(objects, (key) => moduleOf(owners.of.get(key)) === module));
}
