import type { DoctorCheck } from "@strata/core";
import { defineCommand } from "../command.js";
import { paint } from "../output/paint.js";

const MARKS: Readonly<Record<DoctorCheck["state"], string>> = {
  ok: paint("green", "✓"),
  warning: paint("yellow", "!"),
  failed: paint("red", "✗"),
};

export const doctor = defineCommand({
  name: "doctor",
  day: "Understand and repair",
  summary: "Look at what strata needs: Node, workspace, configuration, server, history, lock",
  details: ["Changes nothing. Ends in 2 when something has failed."],
  arguments: [],
  options: {},
  examples: [["doctor", "what to send with a question"]],
  async run({ common }) {
    const { doctor: diagnose } = await import("../core/check.js");
    const { checks } = await diagnose(common);
    return {
      data: { checks },
      lines: checks.flatMap(({ name, state, detail, fix }) => [
        `${MARKS[state]} ${name}: ${detail}`,
        ...(fix === undefined ? [] : [`    → ${fix}`]),
      ]),
      exitCode: checks.some(({ state }) => state === "failed") ? 2 : 0,
    };
  },
});
