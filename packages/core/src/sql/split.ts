import type { TextFile } from "../migration/migration.js";
import { StrataError } from "../errors/strata-error.js";
import { FileStatement } from "./file-statement.js";
import { frame } from "./frame.js";
import { likelyEnds } from "./likely-ends.js";
import { indexOfCharacter, indicesOfBytes } from "./offsets.js";
import type { Parser, RawStatement, SyntaxProblem } from "./parser.js";
import { inPieces, type Look } from "./pieces.js";
import type { Statement, StatementKind } from "./statement.js";
import { syntaxFinding } from "./syntax-finding.js";

/**
 * The statements of a file in their order; what lies between them is white space, comments and semicolons.
 * BOM and CRLF are gone from the text before.
 *
 * @throws StrataError as {@link readStatements}. Nothing has happened then.
 */
export function splitStatements(parser: Parser, file: TextFile): Statement[] {
  return [...readStatements(parser, file)];
}

/**
 * The same one by one, each with its tree, of which those of one piece of the file are in memory at a time.
 *
 * @throws StrataError SQL_SYNTAX with the place and the frame in `details.findings`, FILE_TOO_LARGE with the place of
 * the statement; FILE_ENCODING and SQL_TOO_DEEP as the parser. Statements before that place have been given then.
 */
export function* readStatements(parser: Parser, file: TextFile): Generator<FileStatement> {
  let previous = 0;
  const source = { parser, file };
  const pieces = inPieces(file.text, {
    at: (piece, start, toEnd) => look(parser, file, { piece, start, toEnd, previous }),
    ends: (text) => likelyEnds(parser, text),
  });
  for (const { start, found } of pieces) {
    previous = start;
    for (const { node, from, to } of found) {
      const end = from + lengthWithoutTrailingComments(parser, file.text.slice(from, to));
      yield new FileStatement(source, from, end, Object.keys(node)[0] as StatementKind, node);
    }
  }
}

interface Found {
  readonly node: RawStatement["node"];
  readonly from: number;
  readonly to: number;
}

/** Bison's and the lexer's words for a text that is right as far as it goes (scan.l, gram.y). */
const OPEN = /^unterminated |at end of input$/;

function look(
  parser: Parser,
  file: TextFile,
  { piece, start, toEnd, previous }: { piece: string; start: number; toEnd: boolean; previous: number },
): Look<Found[]> {
  const parsed = parseOrTooLarge(parser, file, piece, start);
  if (parsed instanceof StrataError) return { tooLarge: parsed };
  if ("message" in parsed) {
    if (!toEnd && OPEN.test(parsed.message)) {
      return { openAt: parsed.position === undefined ? piece.length : indexOfCharacter(piece, parsed.position) };
    }
    throw refused(parser, file, parsed, { previous, start });
  }
  const bytes = Buffer.byteLength(piece);
  // A statement that reaches to the end of the piece has no semicolon there: it may go on.
  const whole = toEnd ? parsed : parsed.filter(({ end }) => end < bytes);
  const indices = indicesOfBytes(
    piece,
    whole.flatMap(({ start: from, end }) => [from, end]),
  );
  const last = indices.at(-1);
  if (!toEnd && last === undefined) return { openAt: 0 };
  return {
    found: whole.map(({ node }, at) => ({ node, from: start + indices[2 * at]!, to: start + indices[2 * at + 1]! })),
    upTo: toEnd ? piece.length : last! + 1,
  };
}

function parseOrTooLarge(
  parser: Parser,
  file: TextFile,
  piece: string,
  start: number,
): readonly RawStatement[] | SyntaxProblem | StrataError {
  try {
    return parser.parse(piece);
  } catch (error) {
    if (!(error instanceof StrataError) || error.code !== "FILE_TOO_LARGE") throw error;
    const blank = /^\s*/.exec(piece)?.[0].length ?? 0;
    const { line, column, frame: lines } = frame(file.text, start + blank);
    const finding = {
      code: error.code,
      message: `The statement that begins here is too long. ${error.message}`,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      place: { file: file.path, line, column },
      frame: lines,
    };
    return new StrataError(error.code, finding.message, { hint: error.hint, details: { findings: [finding] } });
  }
}

function refused(
  parser: Parser,
  file: TextFile,
  problem: SyntaxProblem,
  from: { readonly previous: number; readonly start: number },
): StrataError {
  const finding = syntaxFinding(parser, file, problem, from);
  return new StrataError(finding.code, finding.message, { hint: finding.hint, details: { findings: [finding] } });
}

/** The parser counts comments before the semicolon, or behind the last statement, as part of the statement. */
function lengthWithoutTrailingComments(parser: Parser, text: string): number {
  const trimmed = text.trimEnd();
  const lastLine = trimmed.slice(trimmed.lastIndexOf("\n") + 1);
  if (!trimmed.endsWith("*/") && !lastLine.includes("--")) return trimmed.length;
  const last = parser.scan(trimmed).findLast(({ kind }) => kind !== "comment");
  return last === undefined ? trimmed.length : indicesOfBytes(trimmed, [last.end])[0]!;
}
