/** What takes over a living database, apart from the rest of core. */
export { adoptDatabase } from "@strata/core";
