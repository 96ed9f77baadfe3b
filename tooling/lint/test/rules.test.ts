import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

/** One file of a made-up workspace, and the rules that oxlint must find broken in it: exactly these. */
interface Case {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly broken: readonly string[];
}

const core = "packages/core/src";
const line = "export const a = 1;\n";

const cases: readonly Case[] = [
  // Floors
  {
    name: "a policy room imports downwards",
    path: `${core}/plan/a.ts`,
    text: `import { f } from "../lib/f.js";\nexport const a = f();\n`,
    broken: [],
  },
  {
    name: "a policy room imports its neighbour",
    path: `${core}/plan/b.ts`,
    text: `import type { Q } from "../sql/q.js";\nexport type B = Q;\n`,
    broken: [],
  },
  {
    name: "a policy room imports I/O",
    path: `${core}/plan/c.ts`,
    text: `import { f } from "../postgres/f.js";\nexport const a = f();\n`,
    broken: ["floors"],
  },
  {
    name: "a policy room imports a type of I/O",
    path: `${core}/plan/d.ts`,
    text: `import type { F } from "../postgres/f.js";\nexport type D = F;\n`,
    broken: ["floors"],
  },
  {
    name: "an import type of I/O",
    path: `${core}/plan/d2.ts`,
    text: `export type D = import("../postgres/f.js").F;\n`,
    broken: ["floors"],
  },
  {
    name: "I/O re-exports a use-case",
    path: `${core}/history/e.ts`,
    text: `export { up } from "../usecases/up.js";\n`,
    broken: ["floors"],
  },
  {
    name: "I/O loads a use-case later",
    path: `${core}/history/f.ts`,
    text: `export const f = () => import("../usecases/up.js");\n`,
    broken: ["floors"],
  },
  {
    name: "a nested file imports upwards",
    path: `${core}/dump/render/g.ts`,
    text: `import { f } from "../../catalog/f.js";\nexport const a = f();\n`,
    broken: ["floors"],
  },
  {
    name: "vocabulary imports policy",
    path: `${core}/types/h.ts`,
    text: `import type { P } from "../plan/p.js";\nexport type H = P;\n`,
    broken: ["floors"],
  },
  {
    name: "a use-case imports everything below",
    path: `${core}/usecases/i.ts`,
    text: `import { f } from "../postgres/f.js";\nexport const a = f();\n`,
    broken: [],
  },
  {
    name: "a use-case imports the folder before its own",
    path: `${core}/usecases/run/i2.ts`,
    text: `import { f } from "../step/f.js";\nexport const a = f();\n`,
    broken: [],
  },
  {
    name: "a use-case imports a later folder",
    path: `${core}/usecases/step/i3.ts`,
    text: `import { f } from "../run/f.js";\nexport const a = f();\n`,
    broken: ["floors"],
  },
  { name: "a room that the design does not know", path: `${core}/stuff/j.ts`, text: line, broken: ["floors"] },
  {
    name: "the package's own entry",
    path: `${core}/usecases/k.ts`,
    text: `import { f } from "../index.js";\nexport const a = f();\n`,
    broken: ["floors"],
  },
  {
    name: "the package by its own name",
    path: `${core}/usecases/l.ts`,
    text: `import { f } from "@strata/core";\nexport const a = f();\n`,
    broken: ["floors"],
  },
  {
    name: "shipped code imports a test",
    path: `${core}/usecases/m.ts`,
    text: `import { f } from "../../test/f.js";\nexport const a = f();\n`,
    broken: ["floors"],
  },
  {
    name: "a test of a policy room reads a file",
    path: `${core}/plan/n.test.ts`,
    text: `import { readFileSync } from "node:fs";\nexport const a = readFileSync;\n`,
    broken: [],
  },
  {
    name: "a test of a policy room imports I/O",
    path: `${core}/plan/o.test.ts`,
    text: `import { f } from "../postgres/f.js";\nexport const a = f();\n`,
    broken: ["floors"],
  },
  {
    name: "a test with a database imports anything",
    path: "packages/core/test/p.test.ts",
    text: `import { f } from "../src/index.js";\nexport const a = f();\n`,
    broken: [],
  },
  // Packages
  {
    name: "across packages by a relative path",
    path: "packages/cli/src/a.ts",
    text: `import { f } from "../../core/src/lib/f.js";\nexport const a = f();\n`,
    broken: ["floors"],
  },
  {
    name: "the command imports core's door",
    path: "packages/cli/src/b.ts",
    text: `import { f } from "@strata/core";\nexport const a = f();\n`,
    broken: [],
  },
  {
    name: "the command imports a side door",
    path: "packages/cli/src/c.ts",
    text: `import { f } from "@strata/core/manifest";\nexport const a = f();\n`,
    broken: ["floors"],
  },
  {
    name: "a test of the command shares core's clusters",
    path: "packages/cli/test/h.test.ts",
    text: `import { cluster } from "@strata/core/test-cluster";\nexport const a = cluster;\n`,
    broken: [],
  },
  {
    name: "the command imports the driver",
    path: "packages/cli/src/d.ts",
    text: `import postgres from "postgres";\nexport const a = postgres();\n`,
    broken: ["floors"],
  },
  {
    name: "core imports the command",
    path: `${core}/usecases/q.ts`,
    text: `import { f } from "@strata/cli";\nexport const a = f();\n`,
    broken: ["floors"],
  },
  {
    name: "a module imports the manifest's types",
    path: "modules/m/a.ts",
    text: `import type { Manifest } from "@strata/core/manifest";\nexport type M = Manifest;\n`,
    broken: [],
  },
  {
    name: "a module imports core",
    path: "modules/m/b.ts",
    text: `import { migrate } from "@strata/core";\nexport const a = migrate;\n`,
    broken: ["floors"],
  },
  {
    name: "a module's test imports testing",
    path: "modules/m/c.test.ts",
    text: `import { clone } from "@strata/core/testing";\nexport const a = clone;\n`,
    broken: [],
  },
  {
    name: "a module's test migrates",
    path: "modules/m/test/e.test.ts",
    text: `import { migrate } from "@strata/core";\nexport const a = migrate;\n`,
    broken: [],
  },
  {
    name: "a module imports testing",
    path: "modules/m/d.ts",
    text: `import { clone } from "@strata/core/testing";\nexport const a = clone;\n`,
    broken: ["floors"],
  },
  // Purity
  {
    name: "a policy room reads files",
    path: `${core}/sql/a.ts`,
    text: `import { readFileSync } from "node:fs";\nexport const a = readFileSync;\n`,
    broken: ["floors"],
  },
  {
    name: "a policy room starts processes",
    path: `${core}/sql/b.ts`,
    text: `import { spawn } from "node:child_process";\nexport const a = spawn;\n`,
    broken: ["floors"],
  },
  {
    name: "a policy room opens sockets",
    path: `${core}/sql/c.ts`,
    text: `import { connect } from "node:net";\nexport const a = connect;\n`,
    broken: ["floors"],
  },
  {
    name: "a policy room takes the driver",
    path: `${core}/sql/d.ts`,
    text: `import postgres from "postgres";\nexport const a = postgres;\n`,
    broken: ["floors"],
  },
  {
    name: "a policy room asks Date.now",
    path: `${core}/sql/e.ts`,
    text: `export const a = () => Date.now();\n`,
    broken: ["pure-policy"],
  },
  {
    name: "a policy room makes the current date",
    path: `${core}/sql/f.ts`,
    text: `export const a = () => new Date();\n`,
    broken: ["pure-policy"],
  },
  {
    name: "a policy room reads a date off a text",
    path: `${core}/sql/g.ts`,
    text: `export const a = (text: string) => new Date(text);\n`,
    broken: [],
  },
  {
    name: "a policy room measures time",
    path: `${core}/sql/h.ts`,
    text: `export const a = () => performance.now();\n`,
    broken: ["pure-policy"],
  },
  {
    name: "a policy room reads the environment",
    path: `${core}/sql/i.ts`,
    text: `export const a = () => process.env["X"];\n`,
    broken: ["pure-policy"],
  },
  {
    name: "the parser is loaded at start-up",
    path: `${core}/usecases/r.ts`,
    text: `import { parse } from "libpg-query";\nexport const a = parse;\n`,
    broken: ["floors"],
  },
  {
    name: "the parser is loaded when needed",
    path: `${core}/usecases/s.ts`,
    text: `export const a = () => import("libpg-query");\n`,
    broken: [],
  },
  // Output and state
  {
    name: "core prints",
    path: `${core}/usecases/t.ts`,
    text: `export const a = () => console.log("x");\n`,
    broken: ["no-console"],
  },
  {
    name: "core writes to stdout",
    path: `${core}/usecases/u.ts`,
    text: `export const a = () => process.stdout.write("x");\n`,
    broken: ["output"],
  },
  {
    name: "core ends the process",
    path: `${core}/usecases/v.ts`,
    text: `export const a = () => process.exit(1);\n`,
    broken: ["output"],
  },
  {
    name: "the command prints",
    path: "packages/cli/src/e.ts",
    text: `export const a = () => console.log("x");\n`,
    broken: [],
  },
  {
    name: "a command ends the process",
    path: "packages/cli/src/f.ts",
    text: `export const a = () => process.exit(1);\n`,
    broken: ["output"],
  },
  {
    name: "the command's process ends",
    path: "packages/cli/src/command-process.ts",
    text: `process.exit(1);\n`,
    broken: [],
  },
  {
    name: "a variable at the top of a module",
    path: `${core}/lib/a.ts`,
    text: `let count = 0;\nexport const a = () => (count += 1);\n`,
    broken: ["no-module-state"],
  },
  {
    name: "a cache at the top of a module",
    path: `${core}/lib/b.ts`,
    text: `export const a = new Map<string, string>();\n`,
    broken: ["no-module-state"],
  },
  {
    name: "a table at the top of a module",
    path: `${core}/lib/c.ts`,
    text: `export const a = new Map([["x", 1]]);\n`,
    broken: [],
  },
  // Form
  {
    name: "any",
    path: `${core}/lib/d.ts`,
    text: `export const a = (x: any): number => x;\n`,
    broken: ["no-explicit-any"],
  },
  {
    name: "a switched-off compiler",
    path: `${core}/lib/e.ts`,
    text: `// @ts-ignore\n${line}`,
    broken: ["ban-ts-comment"],
  },
  { name: "a default export", path: `${core}/lib/f2.ts`, text: `export default 1;\n`, broken: ["no-default-export"] },
  {
    name: "a configuration's default export",
    path: "packages/core/tsdown.config.ts",
    text: `export default {};\n`,
    broken: [],
  },
  { name: "251 lines", path: `${core}/lib/g.ts`, text: `${line}${"// why\n".repeat(250)}`, broken: ["max-lines"] },
  { name: "250 lines", path: `${core}/lib/h.ts`, text: `${line}${"// why\n".repeat(249)}`, broken: [] },
  { name: "a long test", path: `${core}/lib/h.test.ts`, text: `${line}${"// why\n".repeat(250)}`, broken: [] },
  { name: "a vague name", path: `${core}/lib/string-utils.ts`, text: line, broken: ["file-name"] },
  { name: "a vague folder", path: `packages/cli/src/common/a.ts`, text: line, broken: ["file-name"] },
  { name: "a name in another case", path: `${core}/lib/readFile.ts`, text: line, broken: ["filename-case"] },
  {
    name: "a cycle",
    path: `${core}/lib/x.ts`,
    text: `import { y } from "./y.js";\nexport const x = () => y;\n`,
    broken: ["no-cycle"],
  },
  {
    name: "the other half of the cycle",
    path: `${core}/lib/y.ts`,
    text: `import { x } from "./x.js";\nexport const y = () => x;\n`,
    broken: ["no-cycle"],
  },
  {
    name: "a test left out",
    path: `${core}/lib/z.test.ts`,
    text: `import { expect, test } from "vitest";\ntest.skip("z", () => {\n  expect(1).toBe(1);\n});\n`,
    broken: ["no-disabled-tests"],
  },
];

const workspace = mkdtempSync(join(tmpdir(), "strata-lint-"));
const root = resolve(import.meta.dirname, "../../..");
const found = new Map<string, Set<string>>();

beforeAll(() => {
  cpSync(join(root, ".oxlintrc.json"), join(workspace, ".oxlintrc.json"));
  mkdirSync(join(workspace, "tooling/lint"), { recursive: true });
  symlinkSync(join(root, "tooling/lint/src"), join(workspace, "tooling/lint/src"));
  for (const { path, text } of cases) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), text);
  }
  for (const { filename, code } of runOxlint()) {
    found.set(filename, (found.get(filename) ?? new Set()).add(code.replace(/^.*\((?<rule>.*)\)$/u, "$<rule>")));
  }
});

afterAll(() => rmSync(workspace, { recursive: true }));

test.each(cases)("$name", ({ path, broken }) => {
  expect([...(found.get(path) ?? [])]).toEqual(broken);
});

function runOxlint(): { readonly filename: string; readonly code: string }[] {
  const packageFile = createRequire(import.meta.url).resolve("oxlint/package.json");
  const oxlint = join(dirname(packageFile), "bin/oxlint");
  try {
    execFileSync(process.execPath, [oxlint, "--format=json", "packages", "modules"], { cwd: workspace });
  } catch (error) {
    return JSON.parse(String((error as { stdout: Buffer }).stdout)).diagnostics;
  }
  throw new Error("oxlint found nothing at all");
}
