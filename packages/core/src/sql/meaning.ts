import { createHash } from "node:crypto";
import { scanHeaderLines } from "../migration/header-lines.js";
import type { Parser } from "./parser.js";
import { readTokens, type TextToken } from "./tokens.js";

/** Headers that say what runs. The others name a migration or its findings: adding one edits nothing. */
const MEANINGFUL: ReadonlySet<string> = new Set(["requires", "no-transaction", "irreversible", "lock-timeout"]);

/** Characters that wait to be hashed. */
const LONGEST_HELD = 64 * 1024;

/**
 * SHA-256 (64 lower-case hex digits) over what an SQL text means: its headers that say what runs, then its tokens without
 * comments and white space, unquoted words in lower case. docs/FORMATS.md, "Meaning checksum", says how each byte is made.
 *
 * @throws StrataError SQL_SYNTAX for a quote without an end, FILE_ENCODING, FILE_TOO_LARGE and SQL_TOO_DEEP.
 */
export function meaningHash(parser: Parser, text: string): string {
  const hash = createHash("sha256");
  let held = "";
  for (const { name, value } of scanHeaderLines({ name: "", path: "", text }).headers) {
    if (MEANINGFUL.has(name)) held += `-- strata: ${name} ${value}\0`;
  }
  for (const token of readTokens(parser, text)) {
    if (token.kind !== "comment") held += `${meaningOf(token)}\0`;
    // A call for each token would cost more than the hash.
    if (held.length > LONGEST_HELD) {
      hash.update(held);
      held = "";
    }
  }
  return hash.update(held).digest("hex");
}

/** PostgreSQL folds the ASCII letters of unquoted words (downcase_identifier in src/backend/parser/scansup.c). */
function meaningOf({ kind, text }: TextToken): string {
  const word = kind === "keyword" || (kind === "identifier" && !text.includes('"'));
  return word ? text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()) : text;
}
