import { type Code, codes } from "@strata/core";
import { defineCommand } from "../command.js";
import { columns } from "../output/columns.js";
import { paint } from "../output/paint.js";
import { unknownWord } from "../usage-error.js";

export const explain = defineCommand({
  name: "explain",
  day: "Understand and repair",
  summary: "Say what a code means and what to do about it",
  arguments: [{ name: "CODE", optional: true, summary: "as an error or a finding shows it; without it all of them" }],
  options: {},
  examples: [
    ["explain MIGRATION_EDITED", "one code"],
    ["explain", "all codes with their meaning"],
  ],
  run({ arguments: [word] }) {
    if (word === undefined) {
      return Promise.resolve({
        data: codes,
        lines: columns(Object.entries(codes).map(([code, { exit, meaning }]) => [code, `exit ${exit}`, meaning])),
      });
    }
    const code = word.toUpperCase().replaceAll("-", "_");
    if (!Object.hasOwn(codes, code)) throw unknownWord(`there is no code ${word}`, code, Object.keys(codes), "explain");
    const { kind, exit, meaning, cure } = codes[code as Code];
    return Promise.resolve({
      data: { code, kind, exit, meaning, cure },
      lines: [
        paint("bold", code),
        meaning,
        "",
        cure,
        "",
        `${kind === "error" ? "Error" : "Finding"}, exit status ${exit}.`,
      ],
    });
  },
});
