import type { AuditRow } from "@strata/core";
import { defineCommand } from "../command.js";
import { table } from "../output/table.js";

/** Objects of drift that a line names, and the characters of each. */
const SHOWN = 3;
const WIDTH = 60;

export const auditShow = defineCommand({
  name: "audit show",
  day: "Understand and repair",
  summary: "Show what was done to the database, by whom and when",
  arguments: [],
  options: {
    limit: { type: "integer", value: "N", summary: "the newest N events; default 50" },
    module: { type: "string", short: "m", value: "MODULE", summary: "of one module" },
  },
  examples: [["audit show --limit 10", "the last ten events, the newest at the end"]],
  async run({ options: { limit, module }, common }) {
    const { showAudit } = await import("../core/look.js");
    const rows = await showAudit({
      ...common,
      ...(limit === undefined ? {} : { limit }),
      ...(module === undefined ? {} : { module }),
    });
    const lines = await table(["id", "at", "actor", "event", "module", "version", "why"], rows.map(cells));
    return { data: { rows }, lines: rows.length === 0 ? ["No events."] : lines };
  },
});

function cells({ id, at, actor, event, module, version, details }: AuditRow): string[] {
  return [String(id), at.replace(/\.\d+Z$/u, "Z"), actor, event, module ?? "", version ?? "", whyOf(details)];
}

/** The code of a failure, the reason of a repair, the first objects of drift; the whole stands in `--json`. */
function whyOf(details: string): string {
  const { code, why, objects, count } = JSON.parse(details) as Readonly<Record<string, unknown>>;
  const drift = typeof count === "number" && Array.isArray(objects) ? driftOf(objects.map(String), count) : undefined;
  return [code, why, drift].filter((fact) => typeof fact === "string").join(" ");
}

function driftOf(objects: readonly string[], count: number): string {
  const shown = objects.slice(0, SHOWN).map((text) => (text.length > WIDTH ? `${text.slice(0, WIDTH)}…` : text));
  const more = count > shown.length ? [`and ${count - shown.length} more`] : [];
  return `${count} ${count === 1 ? "object" : "objects"}: ${[...shown, ...more].join("; ")}`;
}
