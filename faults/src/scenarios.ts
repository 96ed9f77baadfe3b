import type { Scenario } from "./scenario.js";
import { kill } from "./scenarios/kill.js";

/** Every scenario, in the order in which they run. */
export const scenarios: readonly Scenario[] = [kill];
