import type { Scenario } from "./scenario.js";
import { clock } from "./scenarios/clock.js";
import { concurrently } from "./scenarios/concurrently.js";
import { crowd } from "./scenarios/crowd.js";
import { cut } from "./scenarios/cut.js";
import { fullDisk } from "./scenarios/full-disk.js";
import { kill } from "./scenarios/kill.js";
import { load } from "./scenarios/load.js";
import { pooler } from "./scenarios/pooler.js";
import { server } from "./scenarios/server.js";
import { signal } from "./scenarios/signal.js";
import { stale } from "./scenarios/stale.js";
import { standby } from "./scenarios/standby.js";

/** Every scenario, in the order in which they run. */
export const scenarios: readonly Scenario[] = [
  kill,
  crowd,
  signal,
  stale,
  cut,
  concurrently,
  pooler,
  server,
  standby,
  fullDisk,
  clock,
  load,
];
