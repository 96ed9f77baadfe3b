import type { History } from "../../history/history.js";
import { readHistory } from "../../history/read-history.js";
import type { Connection } from "../../postgres/connection.js";
import { checkHistory, listRawDifferences } from "../../plan/check-history.js";
import type { CheckedHistory, ContentDifference } from "../../plan/checked-history.js";
import { loadParser } from "../../sql/load-parser.js";
import type { ModuleName } from "../../types/ids.js";
import type { Workspace } from "../../workspace/workspace.js";
import { meaningChecksums } from "../../migration/meaning-checksums.js";
import { interruptible } from "./interruptible.js";

/** A database beside the workspace: what is applied, what is pending. */
export interface State {
  readonly history: History;
  readonly checked: CheckedHistory;
  /** Applied migrations that differ in meaning from the files on disk. */
  readonly edited: readonly ContentDifference[];
}

/**
 * Reads the history in one round trip and compares it with the workspace. The parser is loaded only when a file's bytes
 * differ from those that were applied.
 *
 * @throws StrataError HISTORY_UNREADABLE, INTERRUPTED.
 */
export async function readState(
  connection: Connection,
  workspace: Workspace,
  options: {
    readonly targetModules: readonly ModuleName[] | undefined;
    readonly signal: AbortSignal | undefined;
    /** The history where it is being read already. */
    readonly history?: Promise<History> | undefined;
  },
): Promise<State> {
  const history = await interruptible(connection, options.signal, () => options.history ?? readHistory(connection));
  const input = {
    modules: workspace.modules,
    migrations: workspace.migrations,
    applied: history.applied,
    targetModules: options.targetModules,
  };
  const edited = await differencesInMeaning(listRawDifferences(input));
  return { history, checked: checkHistory({ ...input, edited }), edited };
}

async function differencesInMeaning(differences: readonly ContentDifference[]): Promise<ContentDifference[]> {
  if (differences.length === 0) return [];
  const parser = await loadParser();
  return differences.flatMap((difference) => {
    const { upMeaning, downMeaning } = meaningChecksums(parser, difference.migration);
    const up = difference.up && upMeaning !== difference.row.checksums.upMeaning;
    const down = difference.down && downMeaning !== difference.row.checksums.downMeaning;
    return up || down ? [{ ...difference, up, down }] : [];
  });
}
