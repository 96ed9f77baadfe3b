/** What checks and repairs, apart from the rest of core. */
export { acceptChecksums, checkWorkspace, doctor } from "@strata/core";
