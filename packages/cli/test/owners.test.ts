import { expect, onTestFinished, test } from "vitest";
import { emptyDatabase } from "./support/databases.js";
import { query } from "./support/fingerprint.js";
import { runStrata, runStrataJson } from "./support/run-strata.js";
import { temporaryWorkspace } from "./support/temporary-workspace.js";

async function stage(): Promise<{ readonly root: string; readonly url: string }> {
  const workspace = await temporaryWorkspace({
    modules: {
      stock: {
        manifest: { owns: ["public.item*"] },
        migrations: {
          "20260101000000_item": {
            "up.sql":
              "CREATE TABLE public.item (id integer PRIMARY KEY);\nCREATE TABLE public.item_note (item integer REFERENCES public.item);\n",
            "down.sql": "DROP TABLE public.item_note;\nDROP TABLE public.item;\n",
          },
        },
      },
    },
  });
  const { url, end } = await emptyDatabase();
  onTestFinished(async () => {
    await workspace.remove();
    await end();
  });
  expect((await runStrata(["up", "--yes", "--url", url], { cwd: workspace.root })).exitCode).toBe(0);
  return { root: workspace.root, url };
}

test("owners ends in 0 where everything beside claimed objects is claimed, and in 2 where something is not", async () => {
  const { root, url } = await stage();
  const clean = await runStrata(["owners", "-m", "stock", "--url", url], { cwd: root });
  expect([clean.exitCode, clean.stderr]).toEqual([0, ""]);
  expect(clean.stdout).toContain(`
owner  objects
stock  2 constraints, 2 tables

  constraint public.item item_pkey
  constraint public.item_note item_note_item_fkey
  table public.item
  table public.item_note

No findings.
`);
  await query(url, "CREATE TABLE public.stray (id integer)");
  const stray = await runStrataJson(["owners", "--url", url], { cwd: root });
  expect([stray.exitCode, stray.envelope.findings.map(({ code }) => code)]).toEqual([2, ["UNCLAIMED_OBJECT"]]);
  expect(stray.envelope.data.owners.at(-1)).toEqual({
    owner: "unclaimed",
    counts: { table: 1 },
    objects: ["table public.stray"],
  });
  const unknown = await runStrata(["owners", "-m", "stok", "--url", url], { cwd: root });
  expect([unknown.exitCode, unknown.stdout]).toEqual([3, ""]);
  expect(unknown.stderr).toContain('Did you mean "stock"?');
});

test("diagram writes the diagram and nothing else to standard output", async () => {
  const { root, url } = await stage();
  const text = `erDiagram
    "public.item" {
        integer id PK
    }
    "public.item_note" {
        integer item FK
    }
    "public.item_note" }o..o| "public.item" : "item"
`;
  expect(await runStrata(["diagram", "--url", url], { cwd: root })).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('"sys_core.migration" {'),
  });
  expect(await runStrata(["diagram", "-m", "stock", "--url", url], { cwd: root })).toMatchObject({
    exitCode: 0,
    stdout: text,
  });
  const { envelope } = await runStrataJson(["diagram", "-m", "stock", "--url", url], { cwd: root });
  expect(envelope.data).toEqual({ diagram: text });
});
