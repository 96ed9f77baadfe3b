import type { Node } from "libpg-query";
import { must } from "../errors/internal-error.js";
import type { TextFile } from "../migration/migration.js";
import { frame } from "./frame.js";
import type { Parser } from "./parser.js";
import type { Statement, StatementKind } from "./statement.js";

/** Where statements come from. */
export interface StatementSource {
  readonly parser: Parser;
  readonly file: TextFile;
}

/**
 * A statement as a range of its file: a file may hold a million of them, so all else is made when it is asked for. The
 * tree, a hundred times the size of its text, is there only where it was given.
 */
export class FileStatement implements Statement {
  readonly #source: StatementSource;
  readonly #tree: Node | undefined;

  constructor(
    source: StatementSource,
    readonly start: number,
    readonly end: number,
    readonly kind: StatementKind,
    tree: Node | undefined,
  ) {
    this.#source = source;
    this.#tree = tree;
  }

  get text(): string {
    return this.#source.file.text.slice(this.start, this.end);
  }

  get line(): number {
    return frame(this.#source.file.text, this.start).line;
  }

  get column(): number {
    return frame(this.#source.file.text, this.start).column;
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
