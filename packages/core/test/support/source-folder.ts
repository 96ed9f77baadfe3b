import { historyReaders } from "../../src/adopt/history-readers.js";
import { type SourceFolder, textOf } from "../../src/adopt/source-history.js";
import type { AdoptTool } from "../../src/adopt/tool.js";

/** A folder from texts by path; `x/` is an empty folder. */
export function folderOf(files: Readonly<Record<string, string>>, path = "/h", name = "h"): SourceFolder {
  const names = [...new Set(Object.keys(files).map((file) => file.split("/")[0]!))].toSorted();
  const isFolder = (inner: string): boolean => !Object.hasOwn(files, inner);
  return {
    name,
    path,
    files: names
      .filter((inner) => !isFolder(inner))
      .map((inner) => ({ name: inner, path: `${path}/${inner}`, text: files[inner]! })),
    folders: names.filter(isFolder).map((inner) => {
      const within = Object.entries(files).filter(([file]) => file.startsWith(`${inner}/`) && file !== `${inner}/`);
      return folderOf(
        Object.fromEntries(within.map(([file, text]) => [file.slice(inner.length + 1), text])),
        `${path}/${inner}`,
        inner,
      );
    }),
  };
}

/** What a tool's reader makes of files: SQL that is marked as outside a transaction ends with `!`, findings are code and place. */
export function readAs(tool: AdoptTool, files: Readonly<Record<string, string>>): unknown {
  const { migrations, findings } = historyReaders[tool](folderOf(files));
  return {
    migrations: migrations.map(({ original, version, name, up, down }) => ({
      original,
      version,
      name,
      up: textOf(up) + (up.noTransaction ? "!" : ""),
      ...(down === undefined ? {} : { down: textOf(down) + (down.noTransaction ? "!" : "") }),
    })),
    findings: findings.map(
      ({ code, place }) =>
        `${code} ${place!.file}${place!.line === undefined ? "" : `:${place!.line}:${place!.column}`}`,
    ),
  };
}
