import type { TextFile } from "../migration/migration.js";
import { StrataError } from "../errors/strata-error.js";
import { indicesOfBytes, placesOf } from "./offsets.js";
import type { Parser } from "./parser.js";
import type { Statement, StatementKind } from "./statement.js";
import { syntaxFinding } from "./syntax-finding.js";

/**
 * The statements of a file in their order; what lies between them is white space, comments and semicolons.
 * BOM and CRLF are gone from the text before.
 *
 * @throws StrataError SQL_SYNTAX with the place and the frame in `details.findings`; FILE_ENCODING, FILE_TOO_LARGE and
 * SQL_TOO_DEEP as the parser. Nothing has happened then.
 */
export function splitStatements(parser: Parser, file: TextFile): Statement[] {
  const { text } = file;
  const parsed = parser.parse(text);
  if ("message" in parsed) {
    const finding = syntaxFinding(parser, file, parsed);
    throw new StrataError(finding.code, finding.message, { hint: finding.hint, details: { findings: [finding] } });
  }
  const indices = indicesOfBytes(
    text,
    parsed.flatMap(({ start, end }) => [start, end]),
  );
  const places = placesOf(
    text,
    parsed.map((_, at) => indices[2 * at]!),
  );
  return parsed.map(({ node }, at) => {
    const start = indices[2 * at]!;
    const whole = withoutTrailingComments(parser, text.slice(start, indices[2 * at + 1]));
    return {
      text: whole,
      start,
      end: start + whole.length,
      ...places[at]!,
      kind: Object.keys(node)[0] as StatementKind,
      node,
    };
  });
}

/** The parser counts comments before the semicolon, or behind the last statement, as part of the statement. */
function withoutTrailingComments(parser: Parser, text: string): string {
  const trimmed = text.trimEnd();
  const lastLine = trimmed.slice(trimmed.lastIndexOf("\n") + 1);
  if (!trimmed.endsWith("*/") && !lastLine.includes("--")) return trimmed;
  const last = parser.scan(trimmed).findLast(({ kind }) => kind !== "comment");
  return last === undefined ? trimmed : trimmed.slice(0, indicesOfBytes(trimmed, [last.end])[0]);
}
