/** What applies migrations, apart from the rest of core: the commonest run of all loads it. */
export { migrate } from "@strata/core";
