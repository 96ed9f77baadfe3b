import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { AdoptTool } from "../../src/adopt/tool.js";
import { connect } from "../../src/postgres/connect.js";
import { type AdoptResult, adoptSqlFolder } from "../../src/usecases/write/adopt-sql-folder.js";
import { checkWorkspace } from "../../src/usecases/look/check-workspace.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { emptyDatabase } from "../run/workspace.js";
import { dumpSchema } from "../support/pg-dump.js";
import { temporaryTree } from "../support/temporary-tree.js";

const corpora = process.env["STRATA_CORPORA"] ?? join(import.meta.dirname, "../../../../../shared/corpora");
const isThere = existsSync(corpora);
const unless = "(left out without STRATA_CORPORA or ../shared/corpora)";

/** One migration of a corpus: the name of its file there, and what it runs. */
interface Original {
  readonly id: string;
  readonly source: string;
  readonly up: string;
  readonly down: string;
  readonly upNoTransaction: boolean;
  readonly downNoTransaction: boolean;
}

function originalsOf(corpus: string): Original[] {
  const { migrations } = JSON.parse(readFileSync(join(corpora, `${corpus}.meta.json`), "utf8")) as {
    migrations: Omit<Original, "up" | "down">[];
  };
  const text = (id: string, file: string): string => readFileSync(join(corpora, corpus, id, file), "utf8");
  return migrations.map((one) => ({ ...one, up: text(one.id, "up.sql"), down: text(one.id, "down.sql") }));
}

/** Puts a corpus back into the files that a tool keeps. */
const layouts = {
  "golang-migrate": ({ source, up, down }) => {
    const name = basename(source).replace(/^V(\d+)\./, "$1_");
    return { [name]: up, [name.replace(".up.sql", ".down.sql")]: down };
  },
  diesel: ({ source, up, down, upNoTransaction }) => {
    const folder = basename(dirname(source));
    const metadata = upNoTransaction ? { [`${folder}/metadata.toml`]: "run_in_transaction = false\n" } : {};
    return { [`${folder}/up.sql`]: up, [`${folder}/down.sql`]: down, ...metadata };
  },
  plain: ({ source, up, down }) => ({
    [basename(source)]: up,
    [basename(source).replace(".up.sql", ".down.sql")]: down,
  }),
  dbmate: ({ id, up, down, upNoTransaction, downNoTransaction }) => {
    const option = (marked: boolean): string => (marked ? " transaction:false" : "");
    // A block ends where the next directive's line begins.
    const first = up.endsWith("\n") || up === "" ? up : `${up}\n`;
    return {
      [`${id}.sql`]: `-- migrate:up${option(upNoTransaction)}\n${first}-- migrate:down${option(downNoTransaction)}\n${down}`,
    };
  },
} satisfies Partial<Record<AdoptTool, (original: Original) => Record<string, string>>>;

type LaidOut = keyof typeof layouts;

async function adoptCorpus(
  corpus: string,
  tool: LaidOut,
): Promise<{ root: string; originals: Original[]; result: AdoptResult }> {
  const originals = originalsOf(corpus);
  const old = Object.assign({}, ...originals.map(layouts[tool])) as Record<string, string>;
  const root = temporaryTree({
    "pnpm-workspace.yaml": 'packages: ["modules/*"]\n',
    "package.json": { name: "acme", private: true },
    [`modules/${corpus}/package.json`]: { name: corpus, strata: { owns: ["public.*"] } },
    ...Object.fromEntries(Object.entries(old).map(([path, text]) => [`old/${path}`, text])),
  });
  return {
    root,
    originals,
    result: await adoptSqlFolder({ cwd: root, env: {}, from: tool, directory: "old", module: corpus }),
  };
}

const withoutHeaders = (text: string): string => text.replace(/^(?:-- strata: .*\n)+/, "");
const withLastLineEnd = (text: string): string => (text === "" || text.endsWith("\n") ? text : `${text}\n`);

/** Stamps from 2001 on, 100 seconds apart. */
const counted = (count: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    new Date(Date.UTC(2001, 0, 1) + index * 100_000).toISOString().replaceAll(/\D/g, "").slice(0, 14),
  );

const kept = (originals: readonly Original[]): string[] => originals.map(({ id }) => id.slice(0, 14));

const cases: readonly (readonly [
  corpus: string,
  tool: LaidOut,
  stamps: (originals: readonly Original[]) => string[],
  irreversible: number,
])[] = [
  ["authelia", "golang-migrate", ({ length }) => counted(length), 2],
  ["keto", "golang-migrate", ({ length }) => counted(length), 4],
  ["docsrs", "plain", kept, 1],
  // Its first version is no time; its last has a counter behind the time.
  ["cardvault", "diesel", (originals) => ["20010101000000", ...kept(originals).slice(1, -1), "20260713150329"], 0],
  ["authelia", "dbmate", kept, 2],
  ["cardvault", "dbmate", kept, 0],
];

describe.skipIf(!isThere)("the corpora in the files of their tools", () => {
  test.each(cases)(
    `%s as %s: the same SQL, in the same order ${unless}`,
    async (corpus, tool, stamps, irreversible) => {
      const { root, originals, result } = await adoptCorpus(corpus, tool);
      expect(result.findings).toEqual([]);
      expect(result.migrations.map(({ folder }) => folder.slice(0, 14))).toEqual(stamps(originals));
      expect(result.migrations.filter((one) => one.irreversible !== undefined).length).toBe(irreversible);
      expect(readdirSync(result.directory).toSorted()).toEqual(result.migrations.map(({ folder }) => folder));

      for (const [index, original] of originals.entries()) {
        const { folder, irreversible: why, noTransaction } = result.migrations[index]!;
        const read = (file: string): string => {
          const path = join(result.directory, folder, file);
          return existsSync(path) ? readFileSync(path, "utf8") : "";
        };
        const same = tool === "dbmate" ? withLastLineEnd : (text: string): string => text;
        expect(withoutHeaders(read("up.sql")), folder).toBe(same(original.up));
        // A way back without anything in it is written only to say so.
        if (original.down.trim() !== "") expect(withoutHeaders(read("down.sql")), folder).toBe(original.down);
        expect(read("up.sql").startsWith(`-- strata: adopted ${tool} `), folder).toBe(true);
        expect(noTransaction, folder).toEqual({
          up: original.upNoTransaction,
          down: original.downNoTransaction && why === undefined,
        });
        expect(read("up.sql").includes("-- strata: no-transaction\n"), folder).toBe(original.upNoTransaction);
        expect(read("down.sql").includes("-- strata: irreversible "), folder).toBe(why !== undefined);
      }
      expect((await checkWorkspace({ cwd: root, env: {} })).findings).toEqual([]);
    },
  );

  test.each([
    ["authelia", "golang-migrate"],
    ["keto", "golang-migrate"],
    ["docsrs", "plain"],
    ["cardvault", "diesel"],
    ["cardvault", "dbmate"],
  ] as const)(`%s, adopted from %s, makes the schema that its SQL makes ${unless}`, async (corpus, tool) => {
    const { root, originals } = await adoptCorpus(corpus, tool);
    const [adopted, plain] = [await emptyDatabase(), await emptyDatabase()];
    await migrate({ cwd: root, url: adopted, allowProduction: true });
    const connection = await connect(plain);
    try {
      for (const { up } of originals) await connection.run(up);
    } finally {
      await connection.close();
    }
    expect(await dumpSchema(adopted, { without: ["sys_core"] })).toBe(await dumpSchema(plain));
  });
});
