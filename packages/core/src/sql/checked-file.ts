import type { Finding } from "../errors/finding.js";
import { StrataError } from "../errors/strata-error.js";
import type { TextFile } from "../migration/migration.js";
import { type Complaint, complainAt } from "./complaint.js";
import { copyStream } from "./copy-stream.js";
import { type SchemaContext, extensionSchema } from "./extension-schema.js";
import { historyWrites } from "./history-writes.js";
import { longIdentifiers } from "./identifier-length.js";
import { outsideTransaction } from "./outside-transaction.js";
import type { Parser } from "./parser.js";
import { sessionHazards } from "./session-hazards.js";
import { splitStatements } from "./split.js";
import type { Statement } from "./statement.js";
import { transactionControl } from "./transaction-control.js";

/** A file of SQL as the parser sees it, and everything that the rules have against it. */
export interface CheckedFile {
  readonly statements: readonly Statement[];
  /** With place and frame, in the order of the file, the first hundred; those that are errors keep it from running. */
  readonly findings: readonly Finding[];
}

/** What the verdict depends on beside the file's text. */
export interface FileContext extends SchemaContext {
  /** The file has the header `no-transaction`. */
  readonly noTransaction: boolean;
}

const rules: readonly ((statement: Statement, context: FileContext) => Complaint | undefined)[] = [
  transactionControl,
  outsideTransaction,
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
export function checkFile(parser: Parser, file: TextFile, context: FileContext): CheckedFile {
  try {
    const statements = splitStatements(parser, file);
    const complaints = statements.flatMap((statement) =>
      rules.flatMap((rule) => {
        const complaint = rule(statement, context);
        return complaint === undefined ? [] : [{ complaint, start: statement.start }];
      }),
    );
    const found = complaints.slice(0, MAX_FINDINGS).map(({ complaint, start }) => complainAt(file, start, complaint));
    return { statements, findings: inOrder([...found, ...longIdentifiers(parser, file, MAX_FINDINGS)]) };
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
    return { statements: [], findings: error.details.findings ?? [findingOf(error, file)] };
  }
}

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
