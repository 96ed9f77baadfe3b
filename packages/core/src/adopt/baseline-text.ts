import { renderSections } from "../dump/render-sections.js";
import type { Snapshot } from "../snapshot/snapshot.js";
import { withoutCarriageReturns } from "../sql/carriage-returns.js";
import { formatId, type MigrationId } from "../types/ids.js";
import { onOneLine } from "./adopted-folder.js";
import type { BaselineSlice } from "./baseline-slice.js";

/** The word that stands for a tool in the header of a baseline. */
export const BASELINE = "database";

/** The files of a baseline: what a database holds of a module, as a migration that could make it. */
export function baselineFiles(
  { objects }: Pick<BaselineSlice, "objects">,
  { database, requires }: { readonly database: string; readonly requires: readonly MigrationId[] },
): { readonly "up.sql": string; readonly "down.sql": string } {
  const headers = [`adopted ${BASELINE} ${onOneLine(database)}`, ...requires.map((id) => `requires ${formatId(id)}`)];
  // A body may name what comes after it.
  const hasBodies = Object.values(objects).some(({ kind }) => kind === "function" || kind === "procedure");
  const blocks = hasBodies ? ["SET check_function_bodies = false;\n"] : [];
  return {
    "up.sql": [headers.map((header) => `-- strata: ${header}\n`).join(""), ...blocks, ...textsOf(objects)].join("\n"),
    "down.sql": "-- strata: irreversible a baseline stands for what the database held before strata\n",
  };
}

/** Without the schema `public`, which every new database has. */
function textsOf(objects: Snapshot["objects"]): string[] {
  return Object.values(renderSections(objects))
    .flat()
    .map((statements) => statements.filter((statement) => statement !== "CREATE SCHEMA IF NOT EXISTS public"))
    .filter(({ length }) => length > 0)
    .map((statements) => statements.map((statement) => `${withoutCarriageReturns(statement)};\n`).join(""));
}
