import type { Finding } from "../errors/finding.js";
import { groupBy } from "../lib/group-by.js";
import type { TextFile } from "../migration/migration.js";
import { hasStatements } from "../migration/sql-blank.js";
import { compareText } from "../types/ids.js";
import { leftOut, notItsFormat, twice } from "./history-problem.js";
import type { HistoryReader, SourceMigration, SourceSql } from "./source-history.js";
import { splitVersion } from "./version-in-name.js";

/**
 * A history of dbmate: `VERSION_name.sql` with blocks `-- migrate:up` and `-- migrate:down`, in the order of the files'
 * names. The forms are those of pkg/dbmate/migration.go and db.go of amacneil/dbmate. A file with several pairs of
 * blocks becomes one migration, its ups and its downs in the order in which dbmate runs them.
 */
export const readDbmate: HistoryReader = (folder) => {
  const findings: Finding[] = folder.folders.map((inner) => leftOut(inner, "dbmate reads no folders within"));
  const files = folder.files.filter((file) => {
    const isMigration = /^\d.*\.sql$/su.test(file.name);
    if (!isMigration) findings.push(leftOut(file, "a migration of dbmate is named VERSION_name.sql"));
    return isMigration;
  });
  const migrations = files.flatMap((file) => readFile(file, findings) ?? []);
  for (const [version, [first, ...others]] of groupBy(migrations, ({ version }) => version))
    findings.push(...others.map((other) => twice(first!.up.file, other.up.file, `version ${version}`)));
  return { migrations: migrations.toSorted((a, b) => compareText(a.original, b.original)), findings };
};

const directive = /^--\s*migrate:(?<direction>up|down)(?<options>[^\S\n]*|[^\S\n]+\S[^\n]*)$/gmu;

interface Block {
  readonly direction: "up" | "down";
  readonly start: number;
  readonly range: readonly [start: number, end: number];
  readonly noTransaction: boolean;
}

function readFile(file: TextFile, findings: Finding[]): SourceMigration | undefined {
  const blocks = blocksOf(file.text);
  const problem = problemOf(file, blocks);
  if (problem !== undefined) {
    findings.push(problem);
    return undefined;
  }
  const of = (direction: Block["direction"]): SourceSql => {
    const own = blocks.filter((block) => block.direction === direction);
    return { file, ranges: own.map(({ range }) => range), noTransaction: own[0]?.noTransaction ?? false };
  };
  const hasDown = blocks.some(({ direction }) => direction === "down");
  return {
    original: file.name,
    ...splitVersion(file.name.slice(0, -".sql".length)),
    up: of("up"),
    ...(hasDown ? { down: of("down") } : {}),
  };
}

function blocksOf(text: string): Block[] {
  const found = [...text.matchAll(directive)];
  return found.map((match, index) => {
    const { direction, options } = match.groups as { direction: Block["direction"]; options: string };
    // The line end after the directive belongs to the directive.
    const start = Math.min(match.index + match[0].length + 1, text.length);
    return {
      direction,
      start: match.index,
      range: [start, found[index + 1]?.index ?? text.length],
      noTransaction: options.trim().split(/\s+/u).includes("transaction:false"),
    };
  });
}

function problemOf(file: TextFile, blocks: readonly Block[]): Finding | undefined {
  const hint = "Write `-- migrate:up` above the way up and `-- migrate:down` above the way back.";
  const first = blocks.findIndex(({ direction }) => direction === "up");
  if (first < 0) return notItsFormat(file, 0, `${file.name} has no block \`-- migrate:up\``, hint);
  if (first > 0)
    return notItsFormat(file, blocks[0]!.start, `\`-- migrate:down\` stands before \`-- migrate:up\``, hint);
  if (hasStatements(file.text.slice(0, blocks[0]!.start)))
    return notItsFormat(file, 0, "a statement stands before `-- migrate:up`, where dbmate refuses it", hint);
  const downs = blocks.find((block, index) => block.direction === "down" && blocks[index - 1]?.direction === "down");
  if (downs !== undefined) return notItsFormat(file, downs.start, "a second `-- migrate:down` follows the first", hint);
  const mixed = blocks.find(
    (block) => block.noTransaction !== blocks.find((one) => one.direction === block.direction)!.noTransaction,
  );
  return mixed === undefined
    ? undefined
    : notItsFormat(
        file,
        mixed.start,
        "the file has blocks of one direction that run in a transaction and others that do not",
        "Split the file: a migration of strata runs in one transaction or outside of any.",
      );
}
