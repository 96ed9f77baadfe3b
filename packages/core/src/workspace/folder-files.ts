import type { Migration } from "../migration/migration.js";

/** The text files of a migration's folder and the part of the migration that each is. */
export const textFiles = {
  "up.sql": "up",
  "up.contract.sql": "upContract",
  "down.sql": "down",
  "down.contract.sql": "downContract",
  "transform.ts": "transform",
  "schema.ts": "schema",
} as const satisfies Readonly<Record<string, keyof Migration>>;

/** One of {@link textFiles}. */
export type TextFileName = keyof typeof textFiles;

/** Files that belong there and that strata does not read at discovery. */
const others: ReadonlySet<string> = new Set(["schema.sql", "migration.test.ts"]);

/** What an entry of a migration's folder is, by its name. */
export type FolderEntry =
  | { readonly kind: "text"; readonly name: TextFileName }
  | { readonly kind: "data"; readonly what: "bootstrap" | "fixtures"; readonly form: "json" | "ts" | "ndjson" }
  | { readonly kind: "other" }
  | { readonly kind: "unknown" };

/** What strata takes a file or folder of a migration for. */
export function classifyEntry(name: string, isFolder: boolean): FolderEntry {
  if (isFolder)
    return name === "bootstrap" || name === "fixtures"
      ? { kind: "data", what: name, form: "ndjson" }
      : { kind: "unknown" };
  if (Object.hasOwn(textFiles, name)) return { kind: "text", name: name as TextFileName };
  if (others.has(name)) return { kind: "other" };
  const { what, form } = /^(?<what>bootstrap|fixtures)\.(?<form>json|ts)$/u.exec(name)?.groups ?? {};
  return what === undefined ? { kind: "unknown" } : { kind: "data", what: what as "bootstrap", form: form as "json" };
}

/** Names that editors and file managers leave behind; they are never anybody's migration. */
export function isLeftover(name: string): boolean {
  return name.startsWith(".") || name.endsWith("~") || /^(?:Thumbs\.db|desktop\.ini)$/iu.test(name);
}

/** The names that a folder may hold, for messages. */
export const allowedNames = [
  ...Object.keys(textFiles),
  "bootstrap.json, bootstrap.ts or bootstrap/",
  "fixtures.json, fixtures.ts or fixtures/",
  ...others,
].join(", ");
