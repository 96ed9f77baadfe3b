/** What makes and removes servers and databases, apart from the rest of core. */
export { createDatabase, databaseUrl, dropDatabase, startDatabase, stopDatabase } from "@strata/core";
