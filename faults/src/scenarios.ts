import type { Scenario } from "./scenario.js";
import { crowd } from "./scenarios/crowd.js";
import { cut } from "./scenarios/cut.js";
import { kill } from "./scenarios/kill.js";
import { pooler } from "./scenarios/pooler.js";
import { signal } from "./scenarios/signal.js";
import { stale } from "./scenarios/stale.js";

/** Every scenario, in the order in which they run. */
export const scenarios: readonly Scenario[] = [kill, crowd, signal, stale, cut, pooler];
