import { readdirSync } from "node:fs";

/** Names of the folders of sys-core's migrations, in their order. */
export const SYS_CORE_FOLDERS: readonly string[] = readdirSync(
  new URL("../../../../modules/sys-core/migrations", import.meta.url),
).toSorted();
