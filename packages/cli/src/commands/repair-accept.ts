import { defineCommand } from "../command.js";

export const repairAccept = defineCommand({
  name: "repair accept",
  day: "Understand and repair",
  summary: "Take the files on disk for those that were applied",
  details: ["Nothing is executed: only checksums change, and the audit keeps the reason. The stored way back stays."],
  arguments: [{ name: "VERSION", summary: "14 digits, the migration's stamp" }],
  options: {
    module: { type: "string", short: "m", value: "MODULE", required: true, summary: "the migration's module" },
    why: { type: "string", value: "TEXT", required: true, summary: "the reason, which the audit keeps" },
  },
  examples: [
    ['repair accept -m sys-account 20261120101500 --why "typo in a comment"', "after an edit that changes nothing"],
  ],
  async run({ arguments: [version], options: { module, why }, common }) {
    const { acceptChecksums } = await import("../core/check.js");
    const result = await acceptChecksums({ ...common, module, version, why });
    const line =
      result.accepted.length === 0
        ? `${module}@${version} differs in nothing; the history stays as it is.`
        : `Accepted the files of ${module}@${version} as they are: ${result.accepted.join(" and ")}.`;
    return { data: result, lines: [line], next: ["strata status"] };
  },
});
