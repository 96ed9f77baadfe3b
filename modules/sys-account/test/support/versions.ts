import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Folder of sys-account's migrations. */
export const migrationsDirectory = fileURLToPath(new URL("../../migrations/", import.meta.url));

const folders = readdirSync(migrationsDirectory).toSorted();

/** The stamps of sys-account's migrations, oldest first. */
export const versions = folders.map((folder) => folder.slice(0, 14));

/** The stamp of the migration with this name. */
export function versionOf(name: string): string {
  const folder = folders.find((one) => one.slice(15) === name);
  if (folder === undefined) throw new Error(`there is no migration ${name}`);
  return folder.slice(0, 14);
}
