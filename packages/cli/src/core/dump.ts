/** What replays the history for generated files, apart from the rest of core. */
export { checkDumps, dumpModules, dumpReplayed } from "@strata/core";
