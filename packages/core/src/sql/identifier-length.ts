import type { Finding } from "../errors/finding.js";
import type { TextFile } from "../migration/migration.js";
import { complainAt } from "./complaint.js";
import type { Parser } from "./parser.js";
import { readTokens } from "./tokens.js";

/** Bytes of a name that PostgreSQL keeps: NAMEDATALEN - 1. */
const MAX_IDENTIFIER_BYTES = 63;

/**
 * Identifiers that PostgreSQL would cut to 63 bytes with a NOTICE only. Strings, comments and quoted bodies do not count.
 * The text has been parsed before. At most `limit` are returned, the first.
 */
export function longIdentifiers(parser: Parser, file: TextFile, limit: number): Finding[] {
  const { text } = file;
  if (!mayHoldLongName(text)) return [];
  const long: Finding[] = [];
  for (const token of readTokens(parser, text)) {
    if (token.kind !== "identifier" || Buffer.byteLength(token.text) <= MAX_IDENTIFIER_BYTES) continue;
    const name = nameOf(token.text);
    if (Buffer.byteLength(name) > MAX_IDENTIFIER_BYTES) long.push(tooLong(file, token.start, name));
    if (long.length === limit) break;
  }
  return long;
}

function tooLong(file: TextFile, start: number, name: string): Finding {
  return complainAt(file, start, {
    code: "IDENTIFIER_TOO_LONG",
    message: `${name} has ${Buffer.byteLength(name)} bytes; PostgreSQL keeps ${MAX_IDENTIFIER_BYTES} and drops the rest.`,
    hint: `Shorten it; PostgreSQL would call it ${cutName(name)}.`,
  });
}

/** The scan costs a second a megabyte, so a search for long words and long quoted stretches comes first. */
function mayHoldLongName(text: string): boolean {
  if (!/[\u0080-\uffff]/.test(text)) {
    if (/\b[\w$]{64,}/.test(text)) return true;
  } else {
    // A UTF-16 unit has three bytes at most.
    for (const [word] of text.matchAll(/[\w$\u0080-\uffff]{22,}/g)) {
      if (Buffer.byteLength(word) > MAX_IDENTIFIER_BYTES) return true;
    }
  }
  let before = text.indexOf('"');
  while (before >= 0) {
    const next = text.indexOf('"', before + 1);
    if (next >= 0 && Buffer.byteLength(text.slice(before, next)) > MAX_IDENTIFIER_BYTES) return true;
    before = next;
  }
  return false;
}

/** The name that an identifier token means; U&"…" escapes as documented in sql-syntax-lexical, with the usual backslash. */
function nameOf(token: string): string {
  const quote = token.indexOf('"');
  if (quote < 0) return token;
  const name = token.slice(quote + 1, -1).replaceAll('""', '"');
  if (quote === 0) return name;
  return name.replaceAll(/\\(?:([0-9A-Fa-f]{4})|\+([0-9A-Fa-f]{6})|(\\))/g, (_, short, long, backslash) =>
    backslash === undefined ? String.fromCodePoint(Number.parseInt(short ?? long, 16)) : "\\",
  );
}

function cutName(name: string): string {
  let kept = "";
  for (const character of name) {
    if (Buffer.byteLength(kept + character) > MAX_IDENTIFIER_BYTES) break;
    kept += character;
  }
  return kept;
}
