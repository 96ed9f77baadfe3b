import type { Node } from "libpg-query";

/** Where one statement of a file stands, and what it is. */
export interface PlacedStatement {
  /** The statement alone: no leading or trailing comment, no semicolon. Comments within it are part of it. */
  readonly text: string;
  /** Index in the file's text (UTF-16) of its first token. */
  readonly start: number;
  /** Index behind its last token. */
  readonly end: number;
  /** Of its first token, from 1. */
  readonly line: number;
  /** Of its first token, from 1, in characters. */
  readonly column: number;
  /** Tag of its node: `CreateStmt`. */
  readonly kind: StatementKind;
}

/** One statement of a file, as the parser sees it. */
export interface Statement extends PlacedStatement {
  /**
   * Its node of the parse tree: an object with the tag as its only key. A statement that was kept without its tree is
   * parsed again at every look, so look at `kind` first.
   */
  readonly node: Node;
}

type KeyOf<Union> = Union extends unknown ? keyof Union : never;

/** Tag of a node: `CreateStmt`, `SelectStmt`, … */
export type StatementKind = KeyOf<Node>;

/** What a node of this tag holds. */
export type NodeOf<Kind extends StatementKind> = Extract<Node, Record<Kind, unknown>>[Kind];

/** The content of a statement's node when it is of this kind, else undefined. */
export function partsOfKind<Kind extends StatementKind>(statement: Statement, kind: Kind): NodeOf<Kind> | undefined {
  return statement.kind === kind ? nodeOf(statement.node, kind) : undefined;
}

/** The content of a node when it has this tag, else undefined. */
export function nodeOf<Kind extends StatementKind>(node: Node | undefined, kind: Kind): NodeOf<Kind> | undefined {
  const tagged: Partial<Record<StatementKind, unknown>> = node ?? {};
  return tagged[kind] as NodeOf<Kind> | undefined;
}
