import { type MigrationId, formatId } from "../types/ids.js";

/** What a new migration's files start from. */
export interface MigrationTemplateInput {
  readonly requires: readonly MigrationId[];
  /** The schema that unqualified names mean. */
  readonly schema: string;
  /** The module's newest frozen schema.ts, when it has one. */
  readonly previousSchema?: { readonly folder: string; readonly text: string } | undefined;
  readonly withTransform: boolean;
}

/** The files of a new migration: they do nothing yet and pass every check as they are. */
export function migrationTemplate({
  requires,
  schema,
  previousSchema,
  withTransform,
}: MigrationTemplateInput): Record<string, string> {
  const files: Record<string, string> = {
    "up.sql": `${requiresLines(requires)}-- The new shape. Unqualified names mean the schema ${schema}.\n`,
    "down.sql":
      "-- What brings the old shape back, or the reason why nothing can: `strata: irreversible <why>`, as a header.\n",
  };
  if (withTransform) files["transform.ts"] = transformTemplate(previousSchema?.folder);
  if (previousSchema !== undefined) files["schema.ts"] = previousSchema.text;
  else if (withTransform) files["schema.ts"] = SCHEMA;
  return files;
}

/** The `requires` headers at the top of a new up.sql. */
export function requiresLines(requires: readonly MigrationId[]): string {
  const lines = requires.map((id) => `-- strata: requires ${formatId(id)}\n`).join("");
  return lines === "" ? "" : `${lines}\n`;
}

/** A transform that moves nothing. Its types are those of the frozen tables, so an editor knows every column. */
function transformTemplate(previousFolder: string | undefined): string {
  const before =
    previousFolder === undefined ? "Record<string, never>" : `typeof import("../${previousFolder}/schema.js")`;
  return `import type { Transform } from "@strata/core/manifest";

type Before = ${before};
type After = typeof import("./schema.js");

// Both are given \`{ db, sql, before, after, batches }\`: drizzle and plain SQL over the step's own session, and the frozen
// tables of the older and the newer shape.

/** Moves data from the old shape to the new one: after up.sql, before up.contract.sql. */
export const up: Transform<Before, After> = async () => {};

/** Moves data back: after down.sql, before down.contract.sql. */
export const down: Transform<Before, After> = async () => {};
`;
}

const SCHEMA = `// The tables as of this migration, for its transform and for later ones. Imports drizzle-orm and other frozen
// schemas only: a migration means the same for ever.
export {};
`;
