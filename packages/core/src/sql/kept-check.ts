import type { Finding } from "../errors/finding.js";
import type { TextFile } from "../migration/migration.js";
import { hasStatements } from "../migration/sql-blank.js";
import type { CheckedFile } from "./checked-file.js";
import type { CreatedName } from "./created-names.js";
import { RangeOfFile } from "./file-statement.js";
import type { StatementKind } from "./statement.js";

/** A verdict without findings as JSON: places in the text in place of texts, and no path. */
interface KeptCheck {
  /** Start, end and kind of each statement in turn. */
  readonly statements: readonly (number | string)[];
  readonly created: readonly (readonly [kind: string, schema: string | null, name: string, temporary: boolean])[];
  readonly unqualified: Readonly<Record<"withSchema" | "withoutSchema", KeptFinding | null>>;
}

type KeptFinding = readonly [message: string, hint: string, line: number, column: number, frame: string];

/** Statements of a file that is worth keeping; a larger one takes seconds to run. */
const MOST_STATEMENTS = 2_000;

/** What is kept of a verdict: nothing of one with findings, or of a file with very many statements. */
export function keepCheck({ statements, created, unqualified, findings }: CheckedFile): KeptCheck | undefined {
  if (findings.length > 0 || statements.length > MOST_STATEMENTS) return undefined;
  return {
    statements: statements.flatMap(({ start, end, kind }) => [start, end, kind]),
    created: created.map(({ kind, schema, name, temporary }) => [kind, schema ?? null, name, temporary]),
    unqualified: {
      withSchema: keepFinding(unqualified.withSchema),
      withoutSchema: keepFinding(unqualified.withoutSchema),
    },
  };
}

/**
 * The verdict again, with the places in this file. Undefined for a value of another shape, or one whose statements leave
 * out anything of the file but blanks and comments: nothing of a file is ever skipped.
 */
export function readKept(kept: unknown, file: TextFile): CheckedFile | undefined {
  if (typeof kept !== "object" || kept === null) return undefined;
  const { statements, created, unqualified } = kept as Partial<Record<string, unknown>>;
  const ranges = readRanges(statements, file);
  const names = Array.isArray(created) ? created.map(readName) : [undefined];
  const { withSchema, withoutSchema } = (unqualified ?? {}) as Partial<Record<string, unknown>>;
  const [present, absent] = [readFinding(withSchema, file), readFinding(withoutSchema, file)];
  if (ranges === undefined || !names.every((name) => name !== undefined)) return undefined;
  if (present === "unreadable" || absent === "unreadable") return undefined;
  return {
    statements: ranges,
    created: names,
    unqualified: { withSchema: present, withoutSchema: absent },
    findings: [],
  };
}

function readRanges(kept: unknown, file: TextFile): RangeOfFile[] | undefined {
  if (!Array.isArray(kept) || kept.length % 3 !== 0) return undefined;
  const parts: readonly unknown[] = kept;
  const ranges: RangeOfFile[] = [];
  let behind = 0;
  for (let at = 0; at < parts.length; at += 3) {
    const [start, end, kind] = [parts[at], parts[at + 1], parts[at + 2]];
    if (!isIndex(start) || !isIndex(end) || typeof kind !== "string") return undefined;
    if (start < behind || end <= start || end > file.text.length) return undefined;
    if (!isBlank(file.text.slice(behind, start))) return undefined;
    ranges.push(new RangeOfFile(file, start, end, kind as StatementKind));
    behind = end;
  }
  return isBlank(file.text.slice(behind)) ? ranges : undefined;
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** Most of what stands between statements needs no lexer. */
function isBlank(between: string): boolean {
  return /^[ \t\n\r\f\v;]*$/.test(between) || !hasStatements(between);
}

const KINDS: readonly CreatedName["kind"][] = ["relation", "type", "function", "other"];

function readName(kept: unknown): CreatedName | undefined {
  const [word, schema, name, temporary]: unknown[] = Array.isArray(kept) ? kept : [];
  const kind = KINDS.find((one) => one === word);
  if (kind === undefined || typeof name !== "string" || typeof temporary !== "boolean") return undefined;
  if (schema !== null && typeof schema !== "string") return undefined;
  return { kind, schema: schema ?? undefined, name, temporary };
}

function keepFinding(finding: Finding | undefined): KeptFinding | null {
  if (finding === undefined) return null;
  const { message, hint = "", place, frame = "" } = finding;
  return [message, hint, place?.line ?? 1, place?.column ?? 1, frame];
}

function readFinding(kept: unknown, file: TextFile): Finding | undefined | "unreadable" {
  if (kept === null) return undefined;
  const [message, hint, line, column, frame]: unknown[] = Array.isArray(kept) ? kept : [];
  if (typeof message !== "string" || typeof hint !== "string" || typeof frame !== "string") return "unreadable";
  if (!isIndex(line) || !isIndex(column)) return "unreadable";
  return { code: "UNQUALIFIED_WITHOUT_SCHEMA", message, hint, place: { file: file.path, line, column }, frame };
}
