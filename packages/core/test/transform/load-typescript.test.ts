import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadTypeScript } from "../../src/workspace/load-typescript.js";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "strata typescript "));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function write(name: string, text: string): Promise<string> {
  const path = join(root, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}
const cache = () => join(root, ".strata/cache");

test("types are stripped, frozen files and packages of the file's own package are found, nothing is left in node_modules", async () => {
  await write("a/package.json", '{"name":"a"}');
  await write("a/node_modules/dep/package.json", '{"name":"dep","type":"module","exports":"./index.js"}');
  await write("a/node_modules/dep/index.js", "export const dep = 41;");
  await write("a/one.ts", "export const one: number = 1;");
  const path = await write(
    "a/two.ts",
    'import { dep } from "dep";\nimport { one } from "./one.js";\nenum E { A = 1 }\nexport const two: number = dep + one;\nexport default { e: E.A };\n',
  );
  const namespace = await loadTypeScript(path, cache());
  expect(namespace).toMatchObject({ two: 42, default: { e: 1 } });
  expect(await readdir(join(root, "a/node_modules"))).toEqual(["dep"]);
  expect((await readdir(join(root, ".strata/cache/typescript"))).length).toBeGreaterThan(0);
});

test("an edited file is read again in the same process", async () => {
  const path = await write("edit.ts", "export const value: number = 1;");
  expect(await loadTypeScript(path, cache())).toMatchObject({ value: 1 });
  await write("edit.ts", "export const value: number = 2;");
  expect(await loadTypeScript(path, cache())).toMatchObject({ value: 2 });
});

test("drizzle-orm loads", async () => {
  await mkdir(join(root, "d/node_modules"), { recursive: true });
  await symlink(join(import.meta.dirname, "../../node_modules/drizzle-orm"), join(root, "d/node_modules/drizzle-orm"));
  await write("d/package.json", '{"name":"d"}');
  const path = await write(
    "d/schema.ts",
    'import { pgTable, text } from "drizzle-orm/pg-core";\nexport const t = pgTable("t", { a: text() });\n',
  );
  expect(Object.keys(await loadTypeScript(path, cache()))).toEqual(["t"]);
});

test.each([
  ["syntax", "export const a: number = 1;\nconst b = {;\n", 2, 12, "Unexpected token"],
  [
    "a missing package",
    'export const a = 1;\n\nimport x from "not-there";\nexport const z = x;\n',
    3,
    15,
    "Cannot find module 'not-there'",
  ],
  [
    "a missing file",
    'import x from "./not-there.ts";\nexport const z = x;\n',
    1,
    15,
    "Cannot find module './not-there.ts'",
  ],
  [
    "a throw at load",
    "const a: string = 'x';\n\nexport const b = (a as unknown as () => void)();\n",
    3,
    undefined,
    "a is not a function",
  ],
  [
    "a throw with a column",
    "export type A = { b: string };\n  const a: A = { b: 'x' };   throw new Error('no ' + a.b);\n",
    2,
    36,
    "no x",
  ],
])("%s is told with its place and no stack", async (name, text, line, column, message) => {
  const path = await write(`bad ${name}.ts`, text);
  const error = await loadTypeScript(path, cache()).then(
    () => undefined,
    (thrown: unknown) => thrown as Error & { details: { place: object } },
  );
  expect(error).toMatchObject({
    code: "TYPESCRIPT_FAILED",
    details: { place: { file: path, line, ...(column !== undefined && { column }) } },
  });
  expect(error?.message).toContain(message);
  expect(error?.message).not.toMatch(/\n\s+at /);
});

test("an error in an imported file names that file", async () => {
  const inner = await write("inner.ts", "export const a: number = 1;\n\nconst b = ;\n");
  const path = await write("outer.ts", 'import { a } from "./inner.ts";\nexport const b = a;\n');
  await expect(loadTypeScript(path, cache())).rejects.toMatchObject({ details: { place: { file: inner, line: 3 } } });
});
