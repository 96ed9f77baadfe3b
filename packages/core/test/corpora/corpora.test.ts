import { expect, onTestFinished, test } from "vitest";
import type { Finding } from "../../src/errors/finding.js";
import { connect } from "../../src/postgres/connect.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { failure } from "../run/failure.js";
import { historyOf, objectsOf, workspaceOf } from "../run/workspace.js";
import { freshDatabase } from "../support/cluster.js";
import { dumpSchema } from "../support/pg-dump.js";
import {
  emptyDownsOf,
  haveCorpora,
  HISTORIES,
  type History,
  markedFiles,
  migrationsOf,
  modulesOf,
  NEEDS_CORPORA,
  schemaOf,
  scriptsOf,
  unmarked,
} from "./corpora.js";
import { SYS_CORE_HISTORY } from "../support/sys-core.js";

type TestMajor = 15 | 18;

/** The first migration of docsrs makes the extension, and no way back of it takes it away. */
const LEFT_BY_DOCSRS = ["CREATE EXTENSION fuzzystrmatch"];

const selections: readonly (readonly History[])[] = [...HISTORIES.map((history) => [history]), HISTORIES];
const runs = ([18, 15] as const).flatMap((major) =>
  selections.map((histories) => [histories.join(" + "), major, histories] as const),
);

test.skipIf(!haveCorpora).for(runs)(
  `%s on PostgreSQL %i: up is what the plain SQL gives, down is the start, and up again${NEEDS_CORPORA}`,
  async ([, major, histories]) => {
    const url = await database(major);
    const options = { cwd: workspaceOf(modulesOf(histories)), url, allowProduction: true };
    const folders = histories.flatMap((history) => Object.keys(migrationsOf(history)));
    const expected = await plainly(
      major,
      histories.flatMap((history) => scriptsOf(history, "up")),
    );

    const up = await migrate(options);
    expect(
      up.steps
        .map(({ version, name }) => `${version}_${name}`)
        .toSorted()
        .slice(0, -SYS_CORE_HISTORY.length),
    ).toEqual(folders.toSorted());
    const schema = await ownSchema(url);
    expect(schema).toBe(expected);
    if (major === 15 && histories.length === 1) expect(essence(schema)).toEqual(essence(schemaOf(histories[0]!)));

    const down = await rollBack({ ...options, all: true });
    expect(down.steps).toHaveLength(folders.length);
    expect(down.findings.map(({ code, module, version }) => `${code} ${module}@${version}`)).toEqual(
      histories.flatMap((history) => emptyDownsOf(history).map((version) => `DOWN_EMPTY ${history}@${version}`)),
    );
    expect(await historyOf(url)).toEqual(SYS_CORE_HISTORY);
    expect(await ownSchema(url)).toBe(await plainly(major, histories.includes("docsrs") ? LEFT_BY_DOCSRS : []));

    await migrate(options);
    expect(await ownSchema(url)).toBe(expected);
    expect((await migrate(options)).steps).toEqual([]);
  },
);

test.skipIf(!haveCorpora)(
  `one history after the other into one database, and back in the same order${NEEDS_CORPORA}`,
  async () => {
    const options = { cwd: workspaceOf(modulesOf(HISTORIES)), url: await database(18), allowProduction: true };
    for (const [index, history] of HISTORIES.entries()) {
      await migrate({ ...options, modules: [history] });
      const here = HISTORIES.slice(0, index + 1).flatMap((one) => scriptsOf(one, "up"));
      expect(await ownSchema(options.url)).toBe(await plainly(18, here));
    }
    for (const [index, history] of HISTORIES.entries()) {
      await rollBack({ ...options, module: history, all: true });
      const here = HISTORIES.slice(index + 1).flatMap((one) => scriptsOf(one, "up"));
      const left = index >= HISTORIES.indexOf("docsrs") ? LEFT_BY_DOCSRS : [];
      expect(await ownSchema(options.url)).toBe(await plainly(18, [...left, ...here]));
    }
    expect(await historyOf(options.url)).toEqual(SYS_CORE_HISTORY);
  },
);

test.skipIf(!haveCorpora)(`histories up in one transaction, and down in another${NEEDS_CORPORA}`, async () => {
  const url = await database(18);
  const histories = HISTORIES.filter((history) => history !== "cardvault");
  const options = { cwd: workspaceOf(modulesOf(histories)), url, allowProduction: true, singleTransaction: true };
  await migrate(options);
  expect(await ownSchema(url)).toBe(
    await plainly(
      18,
      histories.flatMap((history) => scriptsOf(history, "up")),
    ),
  );
  await rollBack({ ...options, all: true });
  expect(await ownSchema(url)).toBe(await plainly(18, LEFT_BY_DOCSRS));
});

test.skipIf(!haveCorpora)(
  `cardvault in one transaction, or without its markers: each file in the way is named, and nothing has run${NEEDS_CORPORA}`,
  async () => {
    const url = await database(18);
    const ups = [...markedFiles("cardvault")].filter((file) => file.endsWith("/up.sql")).toSorted();
    expect(ups).toHaveLength(3);
    const options = { url, allowProduction: true };
    const plain = await failure(migrate({ ...options, cwd: workspaceOf(unmarked("cardvault")) }));
    expect(plain).toMatchObject({ code: "NEEDS_NO_TRANSACTION", exitCode: 3 });
    expect(filesOf("NEEDS_NO_TRANSACTION", plain.details.findings)).toEqual(ups);
    const cwd = workspaceOf(modulesOf(["cardvault"]));
    const together = await failure(migrate({ ...options, cwd, singleTransaction: true }));
    expect(together).toMatchObject({ code: "SINGLE_TRANSACTION_IMPOSSIBLE", exitCode: 3 });
    expect(filesOf("SINGLE_TRANSACTION_IMPOSSIBLE", together.details.findings)).toEqual(ups);
    expect(await objectsOf(url)).toEqual([]);
  },
);

/** Folder and name of each file with a finding of this code, when all have it. */
function filesOf(code: string, findings: readonly Finding[] = []): string[] {
  expect([...new Set(findings.map((finding) => finding.code))]).toEqual([code]);
  return findings.map(({ place }) => (place?.file ?? "").split("/").slice(-2).join("/")).toSorted();
}

/** An empty database of the run's cluster. */
async function database(major: TestMajor): Promise<string> {
  const { url, drop } = await freshDatabase(major);
  onTestFinished(drop);
  return url;
}

/** What the judge sees in a database beside strata's own books. */
function ownSchema(url: string): Promise<string> {
  return dumpSchema(url, { without: ["sys_core"] });
}

/** What the judge sees after scripts were sent as they are, each for itself; the server splits them into statements. */
function plainly(major: TestMajor, scripts: readonly string[]): Promise<string> {
  const key = JSON.stringify([major, scripts]);
  const seen = plain.get(key) ?? runPlainly(major, scripts);
  plain.set(key, seen);
  return seen;
}

/** Several tests end in the same schema. */
const plain = new Map<string, Promise<string>>();

async function runPlainly(major: TestMajor, scripts: readonly string[]): Promise<string> {
  const { url, drop } = await freshDatabase(major);
  const connection = await connect(url);
  try {
    for (const script of scripts) await connection.run(script);
    return await ownSchema(url);
  } finally {
    await connection.close();
    await drop();
  }
}

/** The lines of a dump that say something of the schema, whoever owns it, in the order of the alphabet. */
function essence(dump: string): string[] {
  const aside = /^(?:--|\\|SET |SELECT pg_catalog\.set_config|ALTER \w+ .* OWNER TO )|^\s*$/;
  return dump
    .split("\n")
    .filter((line) => !aside.test(line))
    .toSorted();
}
