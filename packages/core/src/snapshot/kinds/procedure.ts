import type { Kind } from "../kind.js";
import { routineKind, type RoutineBase } from "../routine.js";

/** CREATE PROCEDURE. */
export type Procedure = RoutineBase<"procedure">;

export const procedure: Kind<Procedure> = routineKind("procedure", ["p"]);
