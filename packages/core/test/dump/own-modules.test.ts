import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { compareGenerated } from "../../src/usecases/dump/compare-generated.js";
import { chosenModules, generate } from "../../src/usecases/dump/dump-modules.js";
import { findWorkspace, readWorkspace } from "../../src/usecases/open/open-workspace.js";
import { scratchServer } from "../scratch/scratch-workspace.js";

const cwd = fileURLToPath(new URL("../../../..", import.meta.url));

test("the generated files of this repository's own modules are those of a replay", async () => {
  const found = findWorkspace({ cwd });
  const scratchUrl = await scratchServer();
  // The tests' own server instead of the one that the repository would start for itself.
  const place = { ...found, config: async () => ({ ...(await found.config()), scratchUrl }) };
  const workspace = await readWorkspace(place);
  const modules = chosenModules(workspace, undefined);
  expect(modules.map(({ name }) => name)).toEqual(["sys-account", "sys-core"]);
  const generated = await generate({}, place, workspace, modules);
  expect(generated.flatMap((files) => [...compareGenerated(files).findings, ...files.findings])).toEqual([]);
});
