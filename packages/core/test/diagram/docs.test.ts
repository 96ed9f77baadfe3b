import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { drawDiagram } from "../../src/usecases/dump/draw-diagram.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { emptyDatabase } from "../run/workspace.js";
import { mermaidErrors } from "./mermaid-grammar.js";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

test("the diagrams of docs/ are what this repository's modules make; `pnpm run docs` writes them", async () => {
  const options = { cwd: root, url: await emptyDatabase(), env: {} };
  await migrate({ ...options, allowProduction: true });
  const page = readFileSync(new URL("../../../../docs/reference/diagrams.md", import.meta.url), "utf8");
  for (const module of ["sys-core", "sys-account"]) {
    const diagram = await drawDiagram({ ...options, module });
    expect(mermaidErrors(diagram)).toEqual([]);
    expect(page).toContain(`\n## ${module}\n\n\`\`\`mermaid\n${diagram}\`\`\`\n`);
  }
});
