import { type MigrationId, formatId } from "../types/ids.js";

/** What a new migration's files start from. */
export interface MigrationTemplateInput {
  readonly requires: readonly MigrationId[];
  /** The schema that unqualified names mean. */
  readonly schema: string;
  /** Text of the module's newest frozen schema.ts, when it has one. */
  readonly previousSchema?: string | undefined;
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
  if (withTransform) files["transform.ts"] = TRANSFORM;
  if (previousSchema !== undefined) files["schema.ts"] = previousSchema;
  else if (withTransform) files["schema.ts"] = SCHEMA;
  return files;
}

/** The `requires` headers at the top of a new up.sql. */
export function requiresLines(requires: readonly MigrationId[]): string {
  const lines = requires.map((id) => `-- strata: requires ${formatId(id)}\n`).join("");
  return lines === "" ? "" : `${lines}\n`;
}

const TRANSFORM = `// Both are given \`{ db, sql, before, after, batches }\`: drizzle and plain SQL over the step's own session, and the frozen
// tables of the older and the newer shape. \`Transform\` of @strata/core/manifest is their type.

/** Moves data from the old shape to the new one: after up.sql, before up.contract.sql. */
export async function up(): Promise<void> {}

/** Moves data back: after down.sql, before down.contract.sql. */
export async function down(): Promise<void> {}
`;

const SCHEMA = `// The tables as of this migration, for its transform and for later ones. Imports drizzle-orm and other frozen
// schemas only: a migration means the same for ever.
export {};
`;
