import type { AuditRow } from "@strata/core";
import { defineCommand } from "../command.js";
import { table } from "../output/table.js";

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

/** The code of a failure, the reason of a repair; the whole stands in `--json`. */
function whyOf(details: string): string {
  const { code, why } = JSON.parse(details) as { readonly code?: unknown; readonly why?: unknown };
  return [code, why].filter((fact) => typeof fact === "string").join(" ");
}
