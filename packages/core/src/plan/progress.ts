import type { Finding } from "../errors/finding.js";
import type { Plan, PlannedStep } from "./plan.js";
import type { Notice } from "../types/session.js";

/** The phases of a step, in the order of a way up; docs/ARCHITECTURE.md gives the order of the way back. */
export type Phase =
  | "up"
  | "down"
  | "bootstrap"
  | "transform"
  | "up.contract"
  | "down.contract"
  | "fixtures"
  | "record"
  | "commit";

/** Progress, as a stream of values: shells render it, rooms never print. */
export type ProgressEvent =
  | { readonly type: "server"; readonly state: "starting" | "started" | "created"; readonly what: string }
  | { readonly type: "waiting"; readonly for: "lock"; readonly holder?: string; readonly elapsedMs: number }
  | { readonly type: "plan"; readonly plan: Plan }
  | { readonly type: "step-start"; readonly step: PlannedStep; readonly index: number; readonly total: number }
  | { readonly type: "phase"; readonly step: PlannedStep; readonly phase: Phase }
  | { readonly type: "progress"; readonly step: PlannedStep; readonly done: number; readonly total?: number }
  | { readonly type: "notice"; readonly step: PlannedStep; readonly notice: Notice }
  | { readonly type: "step-done"; readonly step: PlannedStep; readonly durationMs: number; readonly rows: number }
  | { readonly type: "step-failed"; readonly step: PlannedStep }
  | { readonly type: "finding"; readonly finding: Finding };

/** Receives progress; must not throw. */
export type ProgressSink = (event: ProgressEvent) => void;
