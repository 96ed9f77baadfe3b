import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TextFile } from "../../src/migration/migration.js";
import { checkFile } from "../../src/sql/checked-file.js";
import { loadParser } from "../../src/sql/load-parser.js";
import { meaningHash } from "../../src/sql/meaning.js";
import { SqlCache } from "../../src/sql/sql-cache.js";
import { HISTORIES, haveCorpora, migrationsOf, NEEDS_CORPORA } from "./corpora.js";
import { checkedData } from "../support/checked-data.js";

const parser = await loadParser();
const versions = { strata: "1", parser: "1" };
const modules = fileURLToPath(new URL("../../../../modules", import.meta.url));

const fileOf = (path: string, text: string): TextFile => ({
  name: "up.sql",
  path,
  text: text.replaceAll("\r\n", "\n"),
});
const ofModules = readdirSync(modules, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".sql") && !path.includes("node_modules"))
  .map((path) => fileOf(path, readFileSync(join(modules, path), "utf8")));
const ofCorpora = (haveCorpora ? HISTORIES : []).flatMap((history) =>
  Object.entries(migrationsOf(history)).flatMap(([id, files]) =>
    Object.entries(files).map(([name, text]) => fileOf(`${history}/${id}/${name}`, text)),
  ),
);

const contexts = ["public", "sys_core", "shop"].flatMap((firstSchema) =>
  [true, false].map((noTransaction) => ({ firstSchema, extensionSchema: "public", noTransaction })),
);

/** Keeps every file in every context, and compares what is read again with a fresh check. Returns how many were kept. */
function keptLikeFresh(files: readonly TextFile[]): number {
  const fresh = files.flatMap((file) =>
    contexts.map((context) => ({ file, context, checked: checkFile(parser, file, context) })),
  );
  const cache = new SqlCache(undefined, versions);
  for (const { file, context, checked } of fresh) cache.keepCheck(file, context, checked);
  for (const file of files) cache.keepMeaning(file, meaningHash(parser, file.text));
  const again = new SqlCache(cache.write([]), versions);
  let count = 0;
  for (const { file, context, checked } of fresh) {
    const kept = again.check(file, context);
    expect(kept !== undefined, file.path).toBe(checked.findings.length === 0);
    if (kept === undefined) continue;
    expect(checkedData(kept), file.path).toStrictEqual(checkedData(checked));
    count += 1;
  }
  for (const file of files) expect(again.meaning(file)).toBe(meaningHash(parser, file.text));
  return count;
}

describe("what is kept of a file is what checking it gives", () => {
  test("of strata's own modules", () => {
    expect(keptLikeFresh(ofModules)).toBeGreaterThan(ofModules.length);
  });

  test.skipIf(!haveCorpora)(`of the histories of other projects${NEEDS_CORPORA}`, () => {
    expect(keptLikeFresh(ofCorpora)).toBeGreaterThan(ofCorpora.length);
  });

  test("of files made of their statements, with comments and blanks between", () => {
    const pool = [...ofModules, ...ofCorpora].flatMap((file) =>
      checkFile(parser, file, contexts[0]!).statements.map(({ text }) => text),
    );
    const between = fc.constantFrom(
      ";",
      " ; ",
      ";\n",
      ";;\n-- é; ' \n",
      '; /* ; /* " */ $$ */\n',
      "\n-- strata: \n;\n",
    );
    const texts = fc
      .array(fc.tuple(fc.constantFrom(...new Set(pool)), between), { maxLength: 6 })
      .map((parts) => parts.flat().join(""));
    fc.assert(
      fc.property(texts, (text) => {
        keptLikeFresh([fileOf("made.sql", text)]);
      }),
      { numRuns: 100 },
    );
  });
});
