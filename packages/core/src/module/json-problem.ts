import type { Code } from "../errors/codes.js";
import type { ModuleName } from "../types/ids.js";

/**
 * Something wrong with a value of a JSON file, named by its path within the file. The file's room turns the path into
 * line and column; that needs the text and a parser that keeps positions, which only a file with a problem is worth.
 */
export interface JsonProblem {
  readonly code: Code;
  readonly message: string;
  readonly hint?: string;
  /** Absolute path of the JSON file. */
  readonly file: string;
  /** Keys and indices from the root of the file; the nearest part that exists is shown. */
  readonly path: readonly (string | number)[];
  /** Whether the key itself is wrong, or what it holds. */
  readonly at: "key" | "value";
  readonly module?: ModuleName;
}
