/** What only reads a database and its history, apart from the rest of core. */
export { owners, showAudit, showEnvironment, status, verifyAudit, waitUntilCurrent } from "@strata/core";
