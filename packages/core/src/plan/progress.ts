import type { Code } from "../errors/codes.js";
import type { Finding } from "../errors/finding.js";
import type { Plan, PlannedStep } from "./plan.js";
import type { Blocker } from "../types/blocker.js";
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
  | {
      /** A statement of the step waits for a lock that others hold. */
      readonly type: "waiting";
      readonly for: "relation";
      readonly step: PlannedStep;
      /** The lock in words. */
      readonly what: string;
      readonly blockers: readonly Blocker[];
      /** The blockers in words. */
      readonly holder?: string;
      readonly elapsedMs: number;
    }
  | {
      /** The transform of the step has sent no statement for so long. */
      readonly type: "waiting";
      readonly for: "transform";
      readonly step: PlannedStep;
      readonly elapsedMs: number;
    }
  | {
      /** No connection is to be had yet, and it is tried again. */
      readonly type: "waiting";
      readonly for: "server";
      readonly reason: string;
      readonly elapsedMs: number;
    }
  | {
      /** An attempt failed, was rolled back, and the step begins again after a pause. */
      readonly type: "retry";
      readonly step: PlannedStep;
      /** Number of the attempt that failed, from 1. */
      readonly attempt: number;
      readonly code: Code;
      readonly message: string;
      readonly waitMs: number;
      /** Since the first failure. */
      readonly elapsedMs: number;
      readonly budgetMs: number;
    }
  | {
      /** `step` is the one that was under way. */
      readonly type: "connection";
      readonly state: "lost" | "restored";
      readonly step: PlannedStep;
    }
  | {
      /** What the history says of a step during which the connection was lost. */
      readonly type: "outcome";
      readonly step: PlannedStep;
      readonly outcome: "applied" | "taken back" | "not done";
    }
  | { readonly type: "plan"; readonly plan: Plan }
  | { readonly type: "step-start"; readonly step: PlannedStep; readonly index: number; readonly total: number }
  | {
      /** The history is being replayed on a scratch database, and this migration of it runs. */
      readonly type: "replay";
      /** What it is for, as a clause: there may be several. */
      readonly purpose: string;
      readonly step: PlannedStep;
      readonly index: number;
      readonly total: number;
    }
  | {
      /** The database is being installed from LATEST; counts transactions. */
      readonly type: "install";
      /** Those that are committed; equal to `total` at the end. */
      readonly done: number;
      readonly total: number;
    }
  | { readonly type: "phase"; readonly step: PlannedStep; readonly phase: Phase }
  | { readonly type: "progress"; readonly step: PlannedStep; readonly done: number; readonly total?: number }
  | { readonly type: "notice"; readonly step: PlannedStep; readonly notice: Notice }
  | { readonly type: "step-done"; readonly step: PlannedStep; readonly durationMs: number; readonly rows: number }
  | { readonly type: "step-failed"; readonly step: PlannedStep }
  | { readonly type: "finding"; readonly finding: Finding };

/** Receives progress; must not throw. */
export type ProgressSink = (event: ProgressEvent) => void;
