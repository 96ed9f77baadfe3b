import type { Plan, ProgressSink } from "@strata/core";

/** The person at the other end, as far as there is one. */
export interface Terminal {
  /** `--yes`: what would be asked is confirmed. */
  readonly yes: boolean;
  /** Asks on stderr and reads one line from stdin. Undefined when nobody can answer, or with `--json`. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  /** Shows a plan on stderr, once. */
  readonly showPlan: (plan: Plan) => void;
  /** Renders progress on stderr; does nothing with `--json`. */
  readonly onProgress: ProgressSink;
  /** Folder that paths are shown relative to: the one that the person stands in. */
  readonly cwd: string;
}
