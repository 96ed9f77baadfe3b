/** What runs plans, apart from the rest of core: the build makes a file of each door, and a command loads one. */
export { downChoices, makePlan, redo, rollBack, setEnvironment, uninstall } from "@strata/core";
