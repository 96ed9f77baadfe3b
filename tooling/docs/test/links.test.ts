import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const documents = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];

test.each(documents)("%s links to what exists", (document) => {
  const links = [...readFileSync(join(root, document), "utf8").matchAll(/\]\((?<path>[^)#:]+)(?:#[^)]*)?\)/g)];
  const missing = links
    .map(({ groups }) => groups!["path"]!)
    .filter((path) => !existsSync(join(root, dirname(document), path)));
  expect(missing).toEqual([]);
});
