/** What draws the tables of a database or of a replay, apart from the rest of core. */
export { drawDiagram } from "@strata/core";
