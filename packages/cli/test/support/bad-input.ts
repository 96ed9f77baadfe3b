import { mkdir, symlink } from "node:fs/promises";
import { dirname } from "node:path";
import { type Code, codes, migrate, setEnvironment } from "@strata/core";
import { freshDatabase } from "@strata/core/test-cluster";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DatabaseState, databaseState, filesState } from "./fingerprint.js";
import { type Envelope, type Run, runStrata, runStrataJson } from "./run-strata.js";
import {
  type Content,
  type TemporaryModule,
  type TemporaryWorkspace,
  temporaryWorkspace,
} from "./temporary-workspace.js";

/** What a command must say about one thing that is wrong. */
export interface Complaint {
  readonly code: Code;
  /** `file:line:column` as far as it is known, relative to the workspace; left out where there is no place. */
  readonly place?: string | RegExp;
  /** A part of the message. */
  readonly message: string | RegExp;
  /** A part of the hint; left out where the message says it all. */
  readonly hint?: string | RegExp;
}

/** Where a row runs. */
export interface Scene {
  readonly workspace: TemporaryWorkspace;
  /** URL of a development database that has the sound part of the workspace. */
  readonly url: string;
  /** Its name. */
  readonly database: string;
}

/** What a row has set up for itself. */
export interface Stage {
  /** The database that is meant, and that must be left as it is. */
  readonly url?: string;
  readonly database?: string;
  /** Takes it down again. */
  readonly end: () => Promise<void>;
}

/** One bad input: what is given, and what the command must answer. */
export interface BadInput {
  /** What is given. */
  readonly name: string;
  /** Modules beside `shop`, or `shop` itself with something else in it. */
  readonly modules?: Readonly<Record<string, TemporaryModule>>;
  /** Files of a migration of `shop`, `20260301000000_bad`. */
  readonly bad?: Readonly<Record<string, Content>>;
  /** Other files, by path below the root. */
  readonly files?: Readonly<Record<string, Content>>;
  /** Symbolic links, by path below the root, with what they point at. */
  readonly links?: Readonly<Record<string, string>>;
  readonly args: readonly string[] | ((scene: Scene) => readonly string[] | Promise<readonly string[]>);
  readonly env?:
    | Readonly<Record<string, string | undefined>>
    | ((scene: Scene) => Readonly<Record<string, string | undefined>>);
  /** What else has to be so before; another database than the room's, when it names one. */
  readonly stage?: (scene: Scene) => Promise<Stage | void>;
  readonly exit: number;
  /** Everything that is complained about, in the order of the output. */
  readonly says: readonly Complaint[];
  /** What must not be said: a problem that only follows from the first. */
  readonly silent?: RegExp;
  /** Events that each run adds to the audit; none unless given. */
  readonly audit?: readonly string[];
}

/** The sound part of every workspace. */
export const shop: TemporaryModule = {
  migrations: {
    "20260101000000_create_shop": {
      "up.sql":
        "CREATE SCHEMA shop;\n" +
        "CREATE TABLE shop.maker (id integer PRIMARY KEY, name text NOT NULL UNIQUE);\n" +
        "CREATE TABLE shop.item (\n  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  name text NOT NULL UNIQUE,\n" +
        "  price numeric CHECK (price > 0),\n  maker_id integer REFERENCES shop.maker\n);\n" +
        "CREATE TABLE shop.keyless (note text);\n",
      "down.sql": "DROP SCHEMA shop CASCADE;\n",
      "bootstrap.json": {
        "shop.maker": { acme: { id: 1, name: "Acme" } },
        "shop.item": { pen: { name: "Pen", price: 2, maker_id: "$acme" } },
      },
    },
  },
};

/** Folder of the migration that `bad` fills. */
export const BAD = "modules/shop/migrations/20260301000000_bad";

/**
 * Declares a test for each row: the command is run as people run it and beside it with `--json`, and afterwards files and
 * database are what they were.
 *
 * @param options.jsonEvery Only every so many rows are run with `--json` too, where a run is dear and the rows of a room
 * differ in nothing that the envelope is made of. All of them unless given.
 */
export function badInputs(
  room: string,
  rows: readonly BadInput[],
  { jsonEvery = 1 }: { readonly jsonEvery?: number } = {},
): void {
  // oxlint-disable-next-line vitest/valid-title -- the caller names the room
  describe(room, () => {
    let drop: (() => Promise<void>) | undefined;
    let database: { url: string; database: string };
    let state: DatabaseState | undefined;
    beforeAll(async () => {
      const fresh = await freshDatabase();
      drop = fresh.drop;
      database = { url: fresh.url, database: fresh.name };
      const sound = await temporaryWorkspace({ modules: { shop } });
      await develop(sound.root, fresh);
      await sound.remove();
    });
    afterAll(() => drop?.());

    const numbered = rows.map((row, index) => ({ ...row, json: index % jsonEvery === 0 }));
    test.each(numbered)("$name", async ({ json, ...row }) => {
      const workspace = await temporaryWorkspace({ modules: { shop, ...row.modules } });
      let stage: Stage | undefined;
      try {
        await furnish(workspace, row);
        stage = (await row.stage?.({ workspace, ...database })) ?? undefined;
        // What a row has set up for itself may show in the database; else nothing has happened since the row before.
        const before = stage === undefined ? state : undefined;
        const after = await expectAnswer(row, { workspace, ...database, ...stage }, { before, json });
        state = stage === undefined ? after : undefined;
      } finally {
        await stage?.end();
        await workspace.remove();
      }
    });
  });
}

/** Stamps a database as development and applies what a workspace holds. */
export async function develop(
  cwd: string,
  { url, name }: { readonly url: string; readonly name: string },
): Promise<void> {
  await setEnvironment({ cwd, url, class: "development", database: name });
  await migrate({ cwd, url });
}

async function furnish(workspace: TemporaryWorkspace, row: BadInput): Promise<void> {
  const bad = Object.entries(row.bad ?? {}).map(([file, content]) => [`${BAD}/${file}`, content] as const);
  await workspace.write({ ...Object.fromEntries(bad), ...row.files });
  for (const [path, target] of Object.entries(row.links ?? {})) {
    await mkdir(dirname(workspace.path(path)), { recursive: true });
    await symlink(target, workspace.path(path));
  }
}

/** Checks everything about a row and returns the database's state after it. */
async function expectAnswer(
  row: BadInput,
  scene: Scene,
  run: { readonly before: DatabaseState | undefined; readonly json: boolean },
): Promise<DatabaseState> {
  const { workspace, url } = scene;
  const args = typeof row.args === "function" ? await row.args(scene) : row.args;
  const added = typeof row.env === "function" ? row.env(scene) : row.env;
  const options = { cwd: workspace.root, env: { DATABASE_URL: url, ...added } };
  const secrets = [passwordOf(url)];
  const before = { files: await filesState(workspace.root), database: run.before ?? (await databaseState(url)) };

  const [shown, json] = await Promise.all([
    runStrata(args, options),
    run.json ? runStrataJson(args, options) : undefined,
  ]);
  expectDecent(shown, secrets);
  expectSaid(row, reportsOf(shown), shown);

  if (json !== undefined) {
    expectDecent(json, secrets);
    expectEnvelope(row, json);
  }

  expect(await filesState(workspace.root)).toEqual(before.files);
  const after = await databaseState(url);
  expect(after.lines).toEqual(before.database.lines);
  const events = row.audit ?? [];
  expect(after.audit).toEqual([...before.database.audit, ...events, ...(json === undefined ? [] : events)]);
  return after;
}

/** What holds for every run: no stack, no password, no control character, an exit status of the table. */
export function expectDecent({ stdout, stderr, exitCode }: Run, secrets: readonly string[]): void {
  const output = stdout + stderr;
  expect(output, "a stack trace").not.toMatch(/^\s+at .*[:(]/mu);
  for (const secret of secrets) expect(output.includes(secret), `a password in ${output}`).toBe(false);
  expect(output, "a control character").not.toMatch(ACTIVE);
  expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 129, 130, 143]).toContain(exitCode);
}

/** What acts upon a terminal. */
// oxlint-disable-next-line no-control-regex -- controls are what must not be there
const ACTIVE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u;

/** The password of a URL as it is written there. */
export function passwordOf(url: string): string {
  return new URL(url).password;
}

/** A block of the output about one thing. */
interface Report {
  readonly code: string;
  readonly place: string | undefined;
  readonly text: string;
  readonly hint: string | undefined;
}

/** The errors and findings of an output for people, in their order. */
export function reportsOf({ stdout, stderr }: Run): Report[] {
  const blocks = `${stderr}\n${stdout}`
    .split(/^(?=(?:error|finding) [A-Z_]+(?: |$))/mu)
    .filter((block) => /^(?:error|finding) /u.test(block));
  return blocks.map((block) => {
    const [head = "", ...lines] = block.split("\n");
    const end = lines.findIndex((line) => line !== "" && !line.startsWith("  "));
    const own = end < 0 ? lines : lines.slice(0, end);
    const arrow = own.findIndex((line) => line.startsWith("  → "));
    const { code = "", place } = /^(?:error|finding) (?<code>[A-Z_]+)(?: {2}(?<place>.*))?$/u.exec(head)?.groups ?? {};
    return {
      code,
      place,
      text: (arrow < 0 ? own : own.slice(0, arrow)).join("\n"),
      hint: arrow < 0 ? undefined : own.slice(arrow).join("\n"),
    };
  });
}

function expectSaid(row: BadInput, reports: readonly Report[], run: Run): void {
  const output = `${run.stdout}\n${run.stderr}`;
  expect([run.exitCode, reports.map(({ code }) => code)], output).toEqual([row.exit, row.says.map(({ code }) => code)]);
  for (const [index, complaint] of row.says.entries()) {
    const report = reports[index]!;
    if (typeof complaint.place === "string") expect(report.place, output).toBe(complaint.place);
    if (complaint.place instanceof RegExp) expect(report.place, output).toMatch(complaint.place);
    expectPart(report.text, complaint.message, output);
    if (complaint.hint !== undefined) expectPart(report.hint ?? "", complaint.hint, output);
  }
  if (row.silent !== undefined) expect(output).not.toMatch(row.silent);
}

function expectPart(text: string, part: string | RegExp, output: string): void {
  if (typeof part === "string") expect(text, output).toContain(part);
  else expect(text, output).toMatch(part);
}

function expectEnvelope(row: BadInput, run: Run & { readonly envelope: Envelope }): void {
  const { envelope, exitCode, stdout } = run;
  expect(exitCode, stdout).toBe(row.exit);
  expect(Object.keys(envelope)).toEqual(["ok", "command", "exitCode", "data", "findings", "error"]);
  expect([envelope.exitCode, envelope.ok]).toEqual([exitCode, envelope.error === null]);
  const said = envelope.findings.map(({ code }) => code);
  const error = envelope.error?.code;
  // An error that stands for its findings has the code of one of them.
  if (error !== undefined && !said.includes(error)) said.unshift(error);
  expect(said.toSorted()).toEqual(row.says.map(({ code }) => code).toSorted());
  for (const code of said) expect(Object.keys(codes)).toContain(code);
}
