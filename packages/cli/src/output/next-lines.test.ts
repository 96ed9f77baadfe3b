import { expect, test } from "vitest";
import { applyPaint } from "./paint.js";
import { nextLines } from "./next-lines.js";

const proposals = ["strata up -m shop", "strata new -m shop NAME", "pnpm install"];

test.each([
  [{ command: "strata" }, ["Next: strata up -m shop", "      strata new -m shop NAME", "      pnpm install"]],
  [
    { command: "pnpm strata", target: "live" },
    ["Next: pnpm strata up -m shop --target live", "      pnpm strata new -m shop NAME", "      pnpm install"],
  ],
  [
    { command: "strata", url: "postgres://u:secret@h/d" },
    ["Next: strata up -m shop --url …", "      strata new -m shop NAME", "      pnpm install"],
  ],
])("after %j", (reached, lines) => {
  expect(nextLines(proposals, reached).map((line) => applyPaint(line, false))).toEqual(lines);
});
