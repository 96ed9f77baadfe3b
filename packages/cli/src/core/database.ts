/** What makes and removes servers and databases, apart from the rest of core. */
export { createStampedDatabase, databaseUrl, dropDatabaseOf, startDatabase, stopDatabase } from "@strata/core";
