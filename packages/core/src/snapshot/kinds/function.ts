import type { Kind } from "../kind.js";
import { routineKind, type RoutineBase } from "../routine.js";

/** CREATE FUNCTION, window functions too. */
export type DatabaseFunction = RoutineBase<"function">;

export const databaseFunction: Kind<DatabaseFunction> = routineKind("function", ["f", "w"]);
