import type { Finding, Plan, PlannedStep, ProgressEvent, ProgressSink } from "@strata/core";
import { durationText } from "./duration.js";
import { findingLines } from "./finding-lines.js";
import { paint } from "./paint.js";
import { planLines, stepName } from "./plan-lines.js";
import type { Sink } from "./sink.js";
import { openSpinner } from "./spinner.js";

/** Milliseconds between two lines that say what is waited for. */
const WAITING_EVERY_MS = 10_000;

/** Progress on stderr, with a memory of what was shown already. */
export interface Progress {
  readonly onProgress: ProgressSink;
  readonly showPlan: (plan: Plan) => void;
  /** Findings that were not shown on the way. */
  unseen(findings: readonly Finding[]): readonly Finding[];
  /** Leaves the terminal as it was. */
  stop(): void;
}

/**
 * Renders progress: a line before each step and one after it; on a terminal the line before is a spinner that tells the
 * phase and becomes the line after.
 */
export function openProgress(sink: Sink, cwd: string): Progress {
  const plans = new Set<string>();
  const findings = new Set<string>();
  const spinner = openSpinner(sink);
  let waitedUntil = -1;
  let waitedFor: string | undefined;
  let label = "";

  const showPlan = (plan: Plan): void => {
    if (plans.has(plan.hash) || plan.steps.length === 0) return;
    plans.add(plan.hash);
    sink.message(planLines(plan));
  };
  const unseen = (list: readonly Finding[]): readonly Finding[] =>
    list.filter((finding) => {
      const key = JSON.stringify(finding);
      return !findings.has(key) && findings.add(key);
    });

  const render = (event: ProgressEvent): void => {
    switch (event.type) {
      case "server":
        return sink.message([paint("dim", `${SERVER_STATES[event.state]} ${event.what}`)]);
      case "waiting":
        if (event.for !== waitedFor) [waitedFor, waitedUntil] = [event.for, -1];
        // A wait that is shorter than the last one is another wait.
        if (event.elapsedMs < waitedUntil && event.elapsedMs >= waitedUntil - WAITING_EVERY_MS) return;
        waitedUntil = event.elapsedMs + WAITING_EVERY_MS;
        return spinner.note(waitingLine(event), label);
      case "plan":
        return showPlan(event.plan);
      case "step-start":
        label = `${event.index + 1}/${event.total} ${whatRuns(event.step)}`;
        return spinner.start(label);
      case "replay":
        label = `Replaying ${event.total} migrations on a scratch database, ${event.purpose}`;
        return event.index === 0
          ? spinner.start(label)
          : spinner.update(`${label}: ${event.index + 1} ${stepName(event.step)}`);
      case "install":
        label =
          event.total === 1 ? "Installing from LATEST" : `Installing from LATEST ${event.done + 1}/${event.total}`;
        if (event.done === event.total) return spinner.end(`${paint("green", "✓")} Installed from LATEST`);
        return event.done === 0 ? spinner.start(label) : spinner.update(label);
      case "phase":
        return spinner.update(`${label}: ${event.phase}`);
      case "progress":
        return spinner.update(`${label}: ${event.done}${event.total === undefined ? "" : `/${event.total}`} rows`);
      case "notice":
        return sink.message(event.notice.message.split("\n").map((line) => `  ${event.notice.severity}: ${line}`));
      case "step-done":
        return spinner.end(`${paint("green", "✓")} ${whatRuns(event.step)}  ${paint("dim", doneText(event))}`);
      case "retry":
        return spinner.note(paint("yellow", retryLine(event)), label);
      case "connection":
        if (event.state === "restored") return spinner.note("Connected again.", label);
        return spinner.note(paint("yellow", "The connection to the server was lost: connecting again …"), label);
      case "outcome":
        return spinner.note(outcomeLine(event), label);
      case "step-failed":
        return spinner.end(`${paint("red", "✗")} ${whatRuns(event.step)}`);
      case "finding":
        return sink.message(findingLines(unseen([event.finding]), cwd));
    }
  };
  return { onProgress: render, showPlan, unseen, stop: () => spinner.stop() };
}

const SERVER_STATES = { starting: "Starting", started: "Started", created: "Created" } as const;

function whatRuns(step: PlannedStep): string {
  return step.direction === "down" ? `${stepName(step)} ${paint("yellow", "down")}` : stepName(step);
}

function doneText({ durationMs, rows }: { readonly durationMs: number; readonly rows: number }): string {
  const time = durationText(durationMs);
  return rows === 0 ? time : `${time}, ${rows} row${rows === 1 ? "" : "s"}`;
}

function waitingLine(event: Extract<ProgressEvent, { type: "waiting" }>): string {
  const since = event.elapsedMs < 1_000 ? "" : `, ${durationText(event.elapsedMs)} so far`;
  const holder = "holder" in event && event.holder !== undefined ? ` (${event.holder})` : "";
  switch (event.for) {
    case "lock":
      return `Waiting for another run to end${holder}${since} …`;
    case "relation":
      return `Waiting for ${event.what}${holder === "" ? "" : `, held by${holder.replace(/^ \((.*)\)$/su, " $1")}`}${since} …`;
    case "server":
      return `Waiting for the server: ${event.reason}${since} …`;
    case "transform":
      return `The transform of ${stepName(event.step)} has sent no statement for ${durationText(event.elapsedMs)} …`;
  }
}

function retryLine({ code, message, waitMs, attempt }: Extract<ProgressEvent, { type: "retry" }>): string {
  const next = `attempt ${attempt + 1} follows in ${durationText(waitMs)}`;
  // What became of the step was said when the connection was there again.
  return code === "CONNECTION_LOST" ? `Trying again: ${next}` : `${code}: ${message}; ${next}`;
}

function outcomeLine({ step, outcome }: Extract<ProgressEvent, { type: "outcome" }>): string {
  const what = outcome === "not done" ? "was not done and is run again" : `is ${outcome}`;
  return `The history shows that ${stepName(step)} ${what}.`;
}
