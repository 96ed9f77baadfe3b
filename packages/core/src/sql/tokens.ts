import { StrataError } from "../errors/strata-error.js";
import { likelyEnds } from "./likely-ends.js";
import { indexOfCharacter, indicesOfBytes } from "./offsets.js";
import type { Parser, Token } from "./parser.js";
import { inPieces, type Look } from "./pieces.js";

/** A token with its text and its place, an index (UTF-16) of the text that was read. */
export interface TextToken {
  readonly kind: Token["kind"];
  readonly text: string;
  readonly start: number;
}

/**
 * The tokens of a text of any length in their order, comments included; those of one piece of it are in memory at a time.
 *
 * @throws StrataError SQL_SYNTAX for a text without an end of its quotes, FILE_ENCODING, FILE_TOO_LARGE, SQL_TOO_DEEP.
 */
export function* readTokens(parser: Parser, text: string): Generator<TextToken> {
  const looks = {
    at: (piece: string, _: number, toEnd: boolean) => look(parser, piece, toEnd),
    ends: (part: string) => likelyEnds(parser, part),
  };
  for (const { start, found } of inPieces(text, looks)) {
    for (const token of found) yield { ...token, start: start + token.start };
  }
}

function look(parser: Parser, piece: string, toEnd: boolean): Look<TextToken[]> {
  const tokens = scanOrWhy(parser, piece);
  if (tokens instanceof StrataError) {
    if (tokens.code === "FILE_TOO_LARGE") return { tooLarge: tokens };
    if (tokens.code !== "SQL_SYNTAX" || toEnd) throw tokens;
    return { openAt: openPlace(parser, piece) };
  }
  const bytes = Buffer.from(piece);
  const isAscii = bytes.length === piece.length;
  const last = toEnd ? tokens.length - 1 : tokens.findLastIndex((token) => isSemicolon(bytes, token));
  if (!toEnd && last < 0) return { openAt: 0 };
  const whole = tokens.slice(0, last + 1);
  const indices = indicesOfBytes(
    piece,
    whole.map(({ start }) => start),
  );
  return {
    found: whole.map(({ kind, start, end }, at) => ({
      kind,
      start: indices[at]!,
      text: isAscii ? piece.slice(start, end) : bytes.toString("utf8", start, end),
    })),
    upTo: toEnd ? piece.length : indices[last]! + 1,
  };
}

function scanOrWhy(parser: Parser, piece: string): readonly Token[] | StrataError {
  try {
    return parser.scan(piece);
  } catch (error) {
    if (error instanceof StrataError) return error;
    throw error;
  }
}

/** The scan does not say where the quote begins that it found no end of; the parser does. */
function openPlace(parser: Parser, piece: string): number {
  const parsed = parser.parse(piece);
  const position = "message" in parsed ? parsed.position : undefined;
  return position === undefined ? piece.length : indexOfCharacter(piece, position);
}

function isSemicolon(bytes: Buffer, { start, end }: Token): boolean {
  return end - start === 1 && bytes[start] === 0x3b;
}
