/** What compares a living catalog with the history, apart from the rest of core. */
export { detectDrift } from "@strata/core";
