import { fileURLToPath } from "node:url";

/** The package folder of the workspace's own sys-core. */
export const SYS_CORE_DIRECTORY = fileURLToPath(new URL("../../../../modules/sys-core", import.meta.url)).replace(
  /\/$/,
  "",
);
