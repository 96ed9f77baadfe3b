import type { PlannedStep } from "../../plan/plan.js";
import type { Connection } from "../../postgres/connection.js";
import type { RunWorld } from "../step/run-world.js";

/** A run that has the lock, as it goes on from step to step and from one connection to the next. */
export interface RunUnderWay {
  /** Replaced together with the connection. */
  world: RunWorld;
  /** Opens another connection to the same database. */
  readonly open: () => Promise<Connection>;
  /** Throws when a connection leads elsewhere than the run's first one, or to a server that cannot be written. */
  readonly checkServer: (connection: Connection) => Promise<void>;
  /** Applied when the plan was made, as `module@version`. */
  readonly before: readonly string[];
  /** Steps that have ended, in their order. */
  readonly done: PlannedStep[];
}
