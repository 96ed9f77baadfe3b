import type { Code } from "../errors/codes.js";
import type { Finding } from "../errors/finding.js";

/** What both see of the folders; the workspace names the line. */
const OF_FOLDERS: ReadonlySet<Code> = new Set(["FOLDER_VERSION_TWICE", "STAMP_TAKEN"]);

/**
 * What a workspace and its history have to say together, each thing once.
 *
 * Whether a `requires` can be met is the history's to say: what it names may be applied although its module is not
 * here, as in a service that ships only some modules, or after a module was taken out of the workspace.
 */
export function findingsWithHistory(workspace: readonly Finding[], history: readonly Finding[]): Finding[] {
  return [
    ...workspace.filter(({ code }) => code !== "REQUIRES_UNKNOWN"),
    ...history.filter(({ code }) => !OF_FOLDERS.has(code)),
  ];
}
