import type { StrataError } from "../errors/strata-error.js";

/** What a look at the beginning of a text found. */
export type Look<T> =
  /** Whole statements up to an index, which is behind a semicolon that ends one, or the text's end. */
  | { readonly found: T; readonly upTo: number }
  /** From this index on something is not closed within the piece; its end may follow. */
  | { readonly openAt: number }
  /** The piece is more than the parser takes. */
  | { readonly tooLarge: StrataError };

/** What was found in one piece, and where the piece starts in the text. */
export interface Piece<T> {
  readonly start: number;
  readonly found: T;
}

/** UTF-16 units of a piece that is looked at first. Its tree as JSON is short enough for the young generation of the heap. */
const FIRST_SIZE = 8 * 1024;

/** Shorter pieces that are tried where one ends within a statement, before a longer one is. */
const MAX_SHORTER = 4;

/** How a text is looked at. */
export interface Looks<T> {
  /** Looks at a piece from `start` on. Where it reaches to the end of the text there must be no `openAt`. */
  readonly at: (piece: string, start: number, toEnd: boolean) => Look<T>;
  /** Guesses where statements end in a text: indices behind a semicolon, ascending. */
  readonly ends: (text: string) => readonly number[];
}

/**
 * Works through a text in pieces of whole statements, so that memory is bounded by the largest statement and not by the
 * text. A text of up to 8 Ki characters is one piece.
 *
 * Nothing is lexed here: every semicolon is a guess that a look confirms with PostgreSQL's own parser. That is sound,
 * because its lexer reads from left to right with no token across a semicolon of its own, and its grammar is LR(1):
 * what ends at a semicolon in the piece ends there in the whole text too. A guess within a string, a comment or a body
 * only costs another look.
 *
 * @throws StrataError the `tooLarge` of a single statement; whatever a look throws.
 */
export function* inPieces<T>(text: string, looks: Looks<T>): Generator<Piece<T>> {
  for (let start = 0; start < text.length;) {
    const { found, upTo } = nextPiece(text, start, looks);
    yield { start, found };
    start += upTo;
  }
}

function nextPiece<T>(
  text: string,
  start: number,
  { at, ends }: Looks<T>,
): { readonly found: T; readonly upTo: number } {
  // Up to `open` no piece holds the first statement whole; from `large` on every piece is too large.
  let open = start;
  let large = text.length + 1;
  let tooLarge: StrataError | undefined;
  let size = FIRST_SIZE;
  let shorter: number[] | undefined;
  let cut = cutBefore(text, start + size);
  for (;;) {
    if (cut > open) {
      const looked = at(text.slice(start, cut), start, cut === text.length);
      if ("upTo" in looked) return looked;
      if ("tooLarge" in looked) [large, tooLarge] = [cut, looked.tooLarge];
      else {
        // What stands before the open place may be whole; the piece itself is not.
        const [from, to] = [start, cut];
        shorter ??= ends(text.slice(from, from + looked.openAt))
          .map((end) => from + end)
          .filter((end) => end > open && end < to)
          .slice(-MAX_SHORTER);
        const before = shorter.pop();
        if (before !== undefined) {
          cut = before;
          continue;
        }
        open = Math.max(open, cut, tooLarge === undefined ? start + size : 0);
      }
    }
    shorter = undefined;
    if (tooLarge === undefined) {
      size *= 2;
      cut = cutBefore(text, start + size);
    } else {
      cut = cutBefore(text, Math.floor((open + large) / 2));
      if (cut <= open) cut = text.indexOf(";", open) + 1;
      if (cut === 0 || cut >= large) throw tooLarge;
    }
  }
}

/** Behind the last semicolon before an index; the text's end when the index is not before it. */
function cutBefore(text: string, index: number): number {
  return index >= text.length ? text.length : text.lastIndexOf(";", index - 1) + 1;
}
