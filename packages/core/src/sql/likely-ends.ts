import { StrataError } from "../errors/strata-error.js";
import { indicesOfBytes } from "./offsets.js";
import type { Parser } from "./parser.js";

/**
 * Where statements seem to end: the indices behind the semicolons of a text that stand neither in parentheses, as those of
 * CREATE RULE do, nor between BEGIN ATOMIC and its END. A guess, for whoever lets the parser confirm it; the text may
 * stop in the middle of a statement, but not of a token.
 */
export function likelyEnds(parser: Parser, text: string): number[] {
  const bytes = Buffer.from(text);
  const ends: number[] = [];
  let [parentheses, blocks, previous] = [0, 0, ""];
  for (const { start, end, kind } of tokensOf(parser, text)) {
    if (kind === "comment") continue;
    const word = end - start <= LONGEST ? bytes.toString("latin1", start, end).toUpperCase() : "";
    if (word === "(") parentheses += 1;
    else if (word === ")") parentheses -= 1;
    else if (word === "ATOMIC" && previous === "BEGIN") blocks = 1;
    else if (word === "CASE" && blocks > 0) blocks += 1;
    else if (word === "END" && blocks > 0) blocks -= 1;
    else if (word === ";" && parentheses <= 0 && blocks === 0) ends.push(end);
    previous = word;
  }
  return indicesOfBytes(text, ends);
}

const LONGEST = "ATOMIC".length;

function tokensOf(parser: Parser, text: string): ReturnType<Parser["scan"]> {
  try {
    return parser.scan(text);
  } catch (error) {
    if (error instanceof StrataError) return [];
    throw error;
  }
}
