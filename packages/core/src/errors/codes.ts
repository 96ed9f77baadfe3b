/**
 * The closed list of codes. Errors and findings are matched by code, never by message.
 *
 * `kind` says whether a header or the manifest's `allow` may accept it: a finding can be accepted,
 * an error never. `exit` is the process's exit status when it is the worst thing that happened.
 */
export interface CodeEntry {
  readonly kind: "error" | "finding";
  readonly exit: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 130;
  /** One line: what has happened. */
  readonly meaning: string;
  /** What the reader does about it, as `strata explain` prints it. */
  readonly cure: string;
}

const entries = {
  INTERNAL: {
    kind: "error",
    exit: 1,
    meaning: "strata itself is at fault.",
    cure: "Report it with the command and the message. The database stands as the last line of output says.",
  },
} as const satisfies Record<string, CodeEntry>;

/** A code of the closed list. */
export type Code = keyof typeof entries;

/** Every code with its exit status, meaning and cure. */
export const codes: Readonly<Record<Code, CodeEntry>> = entries;
