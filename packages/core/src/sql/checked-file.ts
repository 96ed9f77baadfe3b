import type { Finding } from "../errors/finding.js";
import { StrataError } from "../errors/strata-error.js";
import type { TextFile } from "../migration/migration.js";
import { type Complaint, complainAt } from "./complaint.js";
import { copyStream } from "./copy-stream.js";
import { type CreatedName, createdNames, watchSchema } from "./created-names.js";
import { type SchemaContext, extensionSchema } from "./extension-schema.js";
import { historyWrites } from "./history-writes.js";
import { longIdentifiers } from "./identifier-length.js";
import { lostBetweenStatements } from "./lost-between-statements.js";
import { outsideTransaction } from "./outside-transaction.js";
import type { Parser } from "./parser.js";
import { sessionHazards } from "./session-hazards.js";
import { readStatements } from "./split.js";
import type { PlacedStatement, Statement } from "./statement.js";
import { transactionControl } from "./transaction-control.js";
import { unqualifiedCreate } from "./unqualified-create.js";

/** A file of SQL as the parser sees it, and everything that the rules have against it. */
export interface CheckedFile {
  readonly statements: readonly PlacedStatement[];
  /** The names that the statements create by their text, each once. */
  readonly created: readonly CreatedName[];
  /** What is created without a schema while the first one does not exist, when it exists before the file and when not. */
  readonly unqualified: Readonly<Record<"withSchema" | "withoutSchema", Finding | undefined>>;
  /** With place and frame, in the order of the file, the first hundred; those that are errors keep it from running. */
  readonly findings: readonly Finding[];
}

/** The same by the parser itself. */
export interface ParsedFile extends CheckedFile {
  /** Without their trees, which need a hundred times the memory of the text. */
  readonly statements: readonly Statement[];
}

/** What the verdict depends on beside the file's text. */
export interface FileContext extends SchemaContext {
  /** The file has the header `no-transaction`. */
  readonly noTransaction: boolean;
}

const rules: readonly ((statement: Statement, context: FileContext) => Complaint | undefined)[] = [
  transactionControl,
  outsideTransaction,
  lostBetweenStatements,
  sessionHazards,
  copyStream,
  historyWrites,
  extensionSchema,
];

/** Findings of a file that are shown: each looks for its lines in the file, and nobody reads more. */
const MAX_FINDINGS = 100;

/**
 * Parses a file and holds every statement against every rule. A file that cannot be parsed has no statements and one
 * finding that says why. The result depends on the text, the path (in places only) and the context, on nothing else.
 */
export function checkFile(parser: Parser, file: TextFile, context: FileContext): ParsedFile {
  const statements: Statement[] = [];
  const complaints: { complaint: Complaint; start: number }[] = [];
  const created = new Map<string, CreatedName>();
  const [withSchema, withoutSchema] = [true, false].map((exists) => watchSchema(context.firstSchema, exists));
  try {
    for (const statement of readStatements(parser, file)) {
      for (const rule of complaints.length < MAX_FINDINGS ? rules : []) {
        const complaint = rule(statement, context);
        if (complaint !== undefined) complaints.push({ complaint, start: statement.start });
      }
      for (const name of createdNames(statement)) created.set(JSON.stringify(Object.values(name)), name);
      withSchema!.see(statement);
      withoutSchema!.see(statement);
      statements.push(statement.kept());
    }
    const found = complaints.slice(0, MAX_FINDINGS).map(({ complaint, start }) => complainAt(file, start, complaint));
    return {
      statements,
      created: [...created.values()],
      unqualified: {
        withSchema: unqualifiedCreate(file, withSchema!.found, context.firstSchema),
        withoutSchema: unqualifiedCreate(file, withoutSchema!.found, context.firstSchema),
      },
      findings: inOrder([...found, ...longIdentifiers(parser, file, MAX_FINDINGS)]),
    };
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
    return { ...NOTHING, findings: error.details.findings ?? [findingOf(error, file)] };
  }
}

const NOTHING = { statements: [], created: [], unqualified: { withSchema: undefined, withoutSchema: undefined } };

function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    (a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0),
  );
}

function findingOf(error: StrataError, file: TextFile): Finding {
  return {
    code: error.code,
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    place: { file: file.path },
  };
}
