import { formatFolderName, toSnakeName } from "../migration/folder-name.js";
import type { Version } from "../types/ids.js";
import { type SourceMigration, type SourceSql, runsSomething, textOf } from "./source-history.js";
import type { AdoptTool } from "./tool.js";
import { stampIn } from "./version-in-name.js";

/** A migration's folder as adopting makes it. */
export interface AdoptedFolder {
  readonly source: SourceMigration;
  readonly version: Version;
  /** Name of the folder. */
  readonly folder: string;
  readonly files: { readonly "up.sql": string; readonly "down.sql"?: string };
  /** Why there is no way back. */
  readonly irreversible?: string;
  readonly noTransaction: { readonly up: boolean; readonly down: boolean };
}

/**
 * Writes the folder of one migration: its SQL as it is, below headers that keep what the tool knew beside it. A name
 * without its stamp in it keeps the version, so that one still finds it by that.
 */
export function adoptedFolder(tool: AdoptTool, source: SourceMigration, version: Version): AdoptedFolder {
  const { up, down } = source;
  const words = stampIn(source.version) === version ? source.name : `${source.version} ${source.name}`;
  const irreversible = whyIrreversible(tool, up, down);
  const files = {
    "up.sql": withHeaders([`adopted ${tool} ${onOneLine(source.original)}`, ...marker(up.noTransaction)], up),
    ...downFile(down, irreversible),
  };
  return {
    source,
    version,
    folder: formatFolderName({ version, name: toSnakeName(words) ?? "migration" }),
    files,
    ...(irreversible === undefined ? {} : { irreversible }),
    noTransaction: { up: up.noTransaction, down: down?.noTransaction === true && irreversible === undefined },
  };
}

function whyIrreversible(tool: AdoptTool, up: SourceSql, down: SourceSql | undefined): string | undefined {
  if (!runsSomething(up)) return undefined;
  if (down === undefined) return `the ${tool} history has no way back`;
  if (runsSomething(down)) return undefined;
  return textOf(down).trim() === ""
    ? `the way back of the ${tool} history is empty`
    : `the way back of the ${tool} history holds comments only`;
}

function downFile(down: SourceSql | undefined, irreversible: string | undefined): { "down.sql"?: string } {
  if (irreversible !== undefined) return { "down.sql": withHeaders([`irreversible ${irreversible}`], down) };
  return down === undefined || textOf(down).trim() === ""
    ? {}
    : { "down.sql": withHeaders(marker(down.noTransaction), down) };
}

function marker(noTransaction: boolean): string[] {
  return noTransaction ? ["no-transaction"] : [];
}

function withHeaders(headers: readonly string[], sql: SourceSql | undefined): string {
  return headers.map((header) => `-- strata: ${header}\n`).join("") + (sql === undefined ? "" : textOf(sql));
}

/** A text for a header: a line end in a name would end the comment that the header is. */
export function onOneLine(name: string): string {
  return name.replaceAll(/\p{Cc}/gu, (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`);
}
