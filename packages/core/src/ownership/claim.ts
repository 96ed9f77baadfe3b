import type { Version } from "../types/ids.js";

/**
 * A pattern over qualified names: what a module owns. `*` stands for any characters within a name, or alone for a whole
 * schema; names match exactly, case included.
 */
export interface Claim {
  /** The text as written: `sys_account.*`. */
  readonly text: string;
  /** Pattern of the schema's name. */
  readonly schema: string;
  /** Pattern of the object's name; `*` alone claims the schema itself too. */
  readonly name: string;
  /** First version that the claim holds for, inclusive. */
  readonly from?: Version;
  /** First version that it no longer holds for. */
  readonly until?: Version;
}
