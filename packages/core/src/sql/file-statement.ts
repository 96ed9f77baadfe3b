import type { Node } from "libpg-query";
import { must } from "../errors/internal-error.js";
import type { TextFile } from "../migration/migration.js";
import { frame } from "./frame.js";
import type { Parser } from "./parser.js";
import type { PlacedStatement, Statement, StatementKind } from "./statement.js";

/** A statement as a range of its file: a file may hold a million of them, so all else is made when it is asked for. */
export class RangeOfFile implements PlacedStatement {
  readonly #file: TextFile;

  constructor(
    file: TextFile,
    readonly start: number,
    readonly end: number,
    readonly kind: StatementKind,
  ) {
    this.#file = file;
  }

  get text(): string {
    return this.#file.text.slice(this.start, this.end);
  }

  get line(): number {
    return frame(this.#file.text, this.start).line;
  }

  get column(): number {
    return frame(this.#file.text, this.start).column;
  }
}

/** Where statements come from. */
export interface StatementSource {
  readonly parser: Parser;
  readonly file: TextFile;
}

/** The same with its tree, a hundred times the size of its text: there only where it was given, else parsed again. */
export class FileStatement extends RangeOfFile implements Statement {
  readonly #source: StatementSource;
  readonly #tree: Node | undefined;
  #text: string | undefined;

  constructor(source: StatementSource, start: number, end: number, kind: StatementKind, tree: Node | undefined) {
    super(source.file, start, end, kind);
    this.#source = source;
    this.#tree = tree;
  }

  /** With the tree there, rule after rule looks at the text; without it there may be a million of them. */
  override get text(): string {
    return this.#tree === undefined ? super.text : (this.#text ??= super.text);
  }

  get node(): Node {
    if (this.#tree !== undefined) return this.#tree;
    const parsed = this.#source.parser.parse(this.text);
    return must("message" in parsed ? undefined : parsed[0]?.node, "the tree of a statement that was parsed before");
  }

  /** The same statement without its tree. */
  kept(): FileStatement {
    return new FileStatement(this.#source, this.start, this.end, this.kind, undefined);
  }
}

/** Statements of a file, which were parsed before, with trees that are made at every look. */
export function withTrees(source: StatementSource, statements: readonly PlacedStatement[]): Statement[] {
  return statements.map(({ start, end, kind }) => new FileStatement(source, start, end, kind, undefined));
}
