import { defineCommand } from "../command.js";
import { targetText } from "../output/plan-lines.js";

export const wait = defineCommand({
  name: "wait",
  day: "Database",
  summary: "Wait until nothing is pending, as a service does before it starts",
  details: [
    "Ends in 0 when the database is current; at the timeout in 4 when a run holds the lock, in 2 when migrations are pending.",
  ],
  arguments: [],
  options: { timeout: { type: "integer", value: "SECONDS", summary: "how long; default 60" } },
  examples: [["wait --timeout 120", "in the start script of a service"]],
  async run({ options, common }) {
    const { waitUntilCurrent } = await import("../core/look.js");
    const state = await waitUntilCurrent({
      ...common,
      ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout * 1_000 }),
    });
    return { data: state, lines: [`${targetText(state.target)} is up to date.`], findings: state.findings };
  },
});
