/** What reads plans that were kept, apart from the rest of core. */
export { parsePlan } from "@strata/core";
