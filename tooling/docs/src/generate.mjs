import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { drawDiagram, stopDatabase } from "@strata/core";
import { diagramsPage } from "./diagrams-page.mjs";
import { pages, root } from "./pages.mjs";

/** The modules of this repository, each drawn from a replay on a scratch database. A server started for that is stopped. */
async function drawModules() {
  const cwd = fileURLToPath(root);
  const drawn = [];
  let isStarted = false;
  try {
    for (const module of ["sys-core", "sys-account"]) {
      const diagram = await drawDiagram({
        cwd,
        module,
        replay: true,
        onProgress: (event) => {
          isStarted ||= event.type === "server" && event.state === "started";
        },
      });
      drawn.push({ module, diagram });
    }
  } finally {
    if (isStarted) await stopDatabase({ cwd });
  }
  return drawn;
}

for (const { path, text } of [
  ...pages,
  { path: "docs/reference/diagrams.md", text: diagramsPage(await drawModules()) },
]) {
  const file = new URL(path, root);
  mkdirSync(new URL("./", file), { recursive: true });
  writeFileSync(file, text);
  console.log(path);
}
