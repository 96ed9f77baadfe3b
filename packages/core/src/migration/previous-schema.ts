import { compareText } from "../types/ids.js";
import type { Migration, TextFile } from "./migration.js";

/** The frozen schema.ts that a migration's transform sees as `before`: that of the module's newest older folder with one. */
export function previousSchema(migrations: readonly Migration[], migration: Migration): TextFile | undefined {
  return migrations
    .filter(({ module, version, schema }) => module === migration.module && version < migration.version && schema)
    .toSorted((a, b) => compareText(a.version, b.version))
    .at(-1)?.schema;
}
