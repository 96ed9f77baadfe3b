/**
 * What is known of a code. `kind` says whether a header or the manifest's `allow` may accept it: a finding can be
 * accepted, an error never. `exit` is the process's exit status when it is the worst thing that happened; 0 is for what
 * is only worth knowing.
 */
export interface CodeEntry {
  readonly kind: "error" | "finding";
  readonly exit: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 130;
  /** One line: what has happened. */
  readonly meaning: string;
  /** What the reader does about it, as `strata explain` prints it. */
  readonly cure: string;
}
