import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const entries = { ".": "../src/index.ts", "./manifest": "../src/manifest.ts" };

// When a name comes or goes on purpose: pnpm --filter @strata/core exec vitest run test/public-surface.test.ts -u
test("the entries export what public-surface.txt lists", async () => {
  const surface = Object.entries(entries).map(([entry, file]) => {
    const names = exportedNames(readFileSync(new URL(file, import.meta.url), "utf8"));
    return `${entry}\n${names.map((name) => `  ${name}\n`).join("")}`;
  });
  await expect(surface.join("\n")).toMatchFileSnapshot("../public-surface.txt");
});

test("package.json opens these entries and no other", () => {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const published = Object.keys(manifest.publishConfig.exports);
  expect(published.filter((entry) => !entry.endsWith(".json"))).toEqual(Object.keys(entries));
  // What the workspace's own tests share has nothing but source, and is not published.
  const shared = Object.keys(manifest.exports).filter((entry) => entry.startsWith("./test-"));
  expect(published).toEqual(Object.keys(manifest.exports).filter((entry) => !shared.includes(entry)));
  const sources = shared.map((entry) => manifest.exports[entry]["@strata/source"] ?? manifest.exports[entry]);
  expect(sources).toEqual(shared.map(() => expect.stringMatching(/^\.\/(?:src|test)\/.*\.ts$/)));
});

test("an entry holds nothing but lists of names", () => {
  expect(exportedNames('export { type A, b } from "./a.js";\nexport type { C } from "./c.js";\n')).toEqual([
    "b",
    "type A",
    "type C",
  ]);
  expect(() => exportedNames('export * from "./a.js";')).toThrow("export *");
  expect(() => exportedNames("export const a = 1;")).toThrow("export const a");
});

/** The names of an entry, sorted, types marked. Throws for anything that is no list of names from another file. */
function exportedNames(source: string): string[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  const lists = [...code.matchAll(/export (?<type>type )?\{(?<names>[^}]*)\} from "[^"]+";/g)];
  const rest = lists.reduce((left, [list]) => left.replace(list, ""), code).trim();
  if (rest !== "") throw new Error(`an entry only lists names from other files, and here is: ${rest}`);
  const names = lists.flatMap(({ groups = {} }) =>
    (groups["names"] ?? "")
      .split(",")
      .map((name) => name.trim().replaceAll(/\s+/g, " "))
      .filter((name) => name !== "")
      .map((name) => (groups["type"] === undefined ? name : `type ${name}`)),
  );
  return names.toSorted();
}
