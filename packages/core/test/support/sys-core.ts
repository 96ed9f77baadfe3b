import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The package folder of the workspace's own sys-core. */
export const SYS_CORE_DIRECTORY = fileURLToPath(new URL("../../../../modules/sys-core", import.meta.url)).replace(
  /\/$/,
  "",
);

/** Names of the folders of sys-core's migrations, in their order. */
export const SYS_CORE_FOLDERS: readonly string[] = readdirSync(`${SYS_CORE_DIRECTORY}/migrations`).toSorted();

/** The history of a database that holds nothing but sys-core, as `module@version`. */
export const SYS_CORE_HISTORY: readonly string[] = SYS_CORE_FOLDERS.map((folder) => `sys-core@${folder.slice(0, 14)}`);

/** What the audit of such a database holds, as `event module`. */
export const SYS_CORE_APPLIED: readonly string[] = SYS_CORE_FOLDERS.map(() => "applied sys-core");
