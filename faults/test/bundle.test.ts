import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { VARIABLE } from "../src/failpoint.js";

const BUNDLE = new URL("../../packages/cli/dist/", import.meta.url);
const OWN = new URL("../dist/", import.meta.url);

test("the published bundle holds no failpoint", () => {
  const holds = (folder: URL): string[] =>
    readdirSync(folder).filter(
      (name) => /\.[cm]?js$/.test(name) && mentions(readFileSync(new URL(name, folder), "utf8")),
    );
  expect(holds(OWN), "the harness's own bundle, as a proof that the words are the right ones").not.toEqual([]);
  expect(readdirSync(BUNDLE).length).toBeGreaterThan(0);
  expect(holds(BUNDLE)).toEqual([]);
});

function mentions(text: string): boolean {
  return text.includes(VARIABLE) || /failpoint|FaultyConnection/i.test(text);
}
