import type { Plan, PlannedStep, PlanTarget } from "@strata/core";
import { paint } from "./paint.js";
import { columns } from "./columns.js";

/** `sys-account 20261102090000_create_account`. */
export function stepName({ module, version, name }: Pick<PlannedStep, "module" | "version" | "name">): string {
  return `${module} ${version}_${name}`;
}

/** `app on localhost:5432 as alice`. */
export function targetText({ database, host, port, user }: PlanTarget): string {
  return `${database} on ${host.includes(":") ? `[${host}]` : host}:${port} as ${user}`;
}

/** A plan for people: where, then one line a step with its number, direction, migration and why it is there. */
export function planLines(plan: Plan): string[] {
  const { length } = plan.steps;
  const where = `${targetText(plan.target)} (${plan.environment})`;
  if (length === 0) return [`Nothing to do: ${where}`];
  return [
    `${paint("bold", `Plan: ${length} step${length === 1 ? "" : "s"} ${plan.direction}${plan.install === undefined ? "" : ", installed from LATEST"}`)}  ${where}`,
    ...columns(
      plan.steps.map((step, index) => [
        `  ${String(index + 1).padStart(String(length).length)}`,
        step.direction === "up" ? paint("green", "up  ") : paint("yellow", "down"),
        step.module,
        `${step.version}_${step.name}`,
        paint("dim", remarks(step).join("; ")),
      ]),
    ),
  ];
}

function remarks(step: PlannedStep): string[] {
  return [
    ...(step.action === "restamp"
      ? [`has run as ${step.was ?? "another version"}: gets the new stamp, nothing runs`]
      : []),
    ...(step.source === "stored" ? ["by the stored way back"] : []),
    ...(step.because.length === 0 ? [] : [`because of ${step.because.join(", ")}`]),
  ];
}
