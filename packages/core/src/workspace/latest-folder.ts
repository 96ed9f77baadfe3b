/** Name of the folder that `strata dump` generates in a module, beside that of its migrations. */
export const LATEST = "LATEST";
