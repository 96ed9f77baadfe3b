import type { Finding } from "../errors/finding.js";
import type { TextFile } from "../migration/migration.js";
import { frame } from "./frame.js";
import { indexOfCharacter } from "./offsets.js";
import type { Parser, SyntaxProblem } from "./parser.js";
import { nodeOf } from "./statement.js";

/**
 * A refused text as a finding with place and frame. What only psql understands (meta commands, `:variables`, the rows
 * of COPY FROM STDIN) is told by its name: the parser's own words for it mislead.
 *
 * The problem's position counts from the index `start`; at `previous`, not behind it, a statement begins too.
 */
export function syntaxFinding(
  parser: Parser,
  file: TextFile,
  problem: SyntaxProblem,
  { previous, start }: { readonly previous: number; readonly start: number } = { previous: 0, start: 0 },
): Finding {
  const at =
    problem.position === undefined ? undefined : start + indexOfCharacter(file.text.slice(start), problem.position);
  const explained = at === undefined ? undefined : explainPsql(parser, file.text, at, previous);
  const place = at === undefined ? undefined : frame(file.text, at);
  return {
    code: "SQL_SYNTAX",
    message: explained?.message ?? `PostgreSQL's parser: ${shorten(problem.message)}.`,
    ...(explained === undefined ? {} : { hint: explained.hint }),
    place: { file: file.path, ...(place === undefined ? {} : { line: place.line, column: place.column }) },
    ...(place === undefined ? {} : { frame: place.frame }),
  };
}

/** Of what has no end the parser quotes everything up to the end of the file: its first line is enough. */
function shorten(message: string): string {
  return message.replace(/(?<= at or near ")(?<near>.*)"$/su, (_, near: string) => {
    const line = Array.from(near.split("\n", 1)[0]!.trimEnd());
    const shown = line.slice(0, MOST_QUOTED).join("");
    return `${shown}${shown === near ? "" : "…"}"`;
  });
}

/** Characters that a message quotes. */
const MOST_QUOTED = 60;

function explainPsql(
  parser: Parser,
  text: string,
  at: number,
  from: number,
): { message: string; hint: string } | undefined {
  if (followsCopyFromStdin(parser, text.slice(from, at))) {
    return {
      message: "Rows behind COPY FROM STDIN are understood by psql only.",
      hint: "Put the rows into the migration's bootstrap, or write INSERT.",
    };
  }
  const [meta] = /^\\\S*/.exec(text.slice(at, at + 60)) ?? [];
  if (meta !== undefined) {
    return {
      message: `${meta} is a command of psql, not SQL.`,
      hint: "Remove the line; strata sends the file to the server itself, without psql.",
    };
  }
  const [variable] = /^:(?:\w+|'\w+'|"\w+")/.exec(text.slice(at, at + 60)) ?? [];
  if (variable !== undefined) {
    return {
      message: `${variable} is a variable of psql, not SQL.`,
      hint: "Write the value itself; a migration means the same in every database.",
    };
  }
  return undefined;
}

/** Semicolons looked at before a place: rows may hold some of their own, and each look parses the text before it. */
const LOOKS = 4;

/** Whether the last statement that ends in a text of statements is a COPY FROM STDIN. */
function followsCopyFromStdin(parser: Parser, text: string): boolean {
  if (!/\bcopy\b[^;]*\bstdin\b[^;]*;/i.test(text)) return false;
  let end = text.length;
  for (let looks = 0; looks < LOOKS; looks += 1) {
    end = text.lastIndexOf(";", end - 1);
    if (end < 0) return false;
    const before = parser.parse(text.slice(0, end));
    const last = "message" in before ? undefined : before.at(-1);
    const copy = nodeOf(last?.node, "CopyStmt");
    if (copy !== undefined) return copy.is_from === true && copy.filename === undefined;
  }
  return false;
}
