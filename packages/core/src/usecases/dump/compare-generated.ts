import { relative } from "node:path";
import { GENERATED } from "../../dump/dump-text.js";
import type { Finding } from "../../errors/finding.js";
import { parseId, type Version } from "../../types/ids.js";
import { listLatestRows, readGenerated } from "../../workspace/read-generated.js";
import type { FileChange } from "../../workspace/write-files.js";
import { type GeneratedFiles, latestDirectory } from "./generated-files.js";

/** How the generated files on disk differ from what they should be. */
export interface GeneratedChanges {
  /** Files to write, in their order. */
  readonly changes: readonly FileChange[];
  /** Files of rows of tables that have none any more. */
  readonly obsolete: readonly string[];
  /** One for each of these, and for each file that is somebody else's. */
  readonly findings: readonly Finding[];
}

/** Compares the files of a module with the disk. Changes nothing. */
export function compareGenerated({ module, texts }: GeneratedFiles): GeneratedChanges {
  const changes: FileChange[] = [];
  const findings: Finding[] = [];
  const shown = (path: string): string => relative(module.directory, path);
  for (const [path, after] of texts) {
    const before = readGenerated(path);
    if (before === after) continue;
    const finding = { place: { file: path }, module: module.name, ...versionOf(path) };
    if (before === undefined) {
      changes.push({ path, before, after });
      findings.push({ code: "DUMP_MISSING", message: `${shown(path)} of ${module.name} is not there`, ...finding });
    } else if (path.endsWith("schema.sql") && !before.startsWith(GENERATED)) {
      findings.push({
        code: "DUMP_NOT_OURS",
        message: `${shown(path)} of ${module.name} does not begin with the line of a generated file, and is left as it is`,
        ...finding,
      });
    } else {
      changes.push({ path, before, after });
      findings.push({
        code: "DUMP_STALE",
        message: `${shown(path)} of ${module.name} is not what a replay gives${firstDifference(before, after)}`,
        ...finding,
      });
    }
  }
  const obsolete = listLatestRows(latestDirectory(module)).filter((path) => !texts.has(path));
  for (const path of obsolete)
    findings.push({
      code: "DUMP_OBSOLETE",
      message: `${shown(path)} of ${module.name} is of a table that has no such row`,
      place: { file: path },
      module: module.name,
    });
  return { changes, obsolete, findings };
}

/** Where two texts part. */
function firstDifference(before: string, after: string): string {
  const [old, now] = [before.split("\n"), after.split("\n")];
  const line = now.findIndex((text, index) => text !== old[index]);
  const at = line === -1 ? now.length : line;
  const show = (text: string | undefined): string =>
    text === undefined ? "nothing" : JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
  return `: line ${at + 1} is ${show(old[at])}, and should be ${show(now[at])}`;
}

/** The migration whose folder a file stands in. */
function versionOf(path: string): { readonly version?: Version } {
  const version = /[/\\](?<version>\d{14})_[^/\\]*[/\\]schema\.sql$/.exec(path)?.groups?.["version"];
  return version === undefined || parseId(`m@${version}`) === undefined ? {} : { version };
}
