import type { Node } from "libpg-query";

/**
 * The slice of PostgreSQL's own parser that this room needs. Calls are synchronous; nothing is kept between them.
 * `loadParser` makes one.
 */
export interface Parser {
  /**
   * Parses a text of any number of statements. A text that PostgreSQL refuses comes back as a {@link SyntaxProblem}.
   *
   * @throws StrataError FILE_ENCODING for a NUL character, FILE_TOO_LARGE, SQL_TOO_DEEP. The parser is usable after each.
   */
  parse(text: string): readonly RawStatement[] | SyntaxProblem;
  /**
   * The tokens of a text in their order, comments included.
   *
   * @throws StrataError as `parse`, and SQL_SYNTAX for a text without an end of its quotes.
   */
  scan(text: string): readonly Token[];
}

/** A statement where the parser saw it. Offsets are bytes of the text in UTF-8. */
export interface RawStatement {
  /** Its first token. */
  readonly start: number;
  /** Its semicolon, or the end of the text: comments behind its last token are still inside. */
  readonly end: number;
  readonly node: Node;
}

/** Why the parser refused a text. */
export interface SyntaxProblem {
  /** The parser's own words: `syntax error at or near "tabel"`. */
  readonly message: string;
  /** Characters (code points) before the place; undefined when the parser names none. */
  readonly position: number | undefined;
}

/** A token. Offsets are bytes of the text in UTF-8. */
export interface Token {
  readonly start: number;
  readonly end: number;
  readonly kind: "comment" | "identifier" | "keyword" | "other";
}
