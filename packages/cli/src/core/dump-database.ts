/** What dumps a living database, apart from the rest of core: it needs nothing that runs migrations. */
export { dumpDatabase } from "@strata/core";
