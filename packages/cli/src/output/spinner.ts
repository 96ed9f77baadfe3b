import type { Spinner as Drawn } from "yocto-spinner";
import type { Sink } from "./sink.js";

/** One line at a time that says what is under way. */
export interface Spinner {
  start(line: string): void;
  /** Says more about what is under way; shown on a terminal only. */
  update(line: string): void;
  /** A line above that stays; the line of what is under way goes on. */
  note(line: string, label: string): void;
  /** Replaces the line by what came of it. */
  end(line: string): void;
  /** Takes the line away. */
  stop(): void;
}

/**
 * On a terminal an animated line, drawn by yocto-spinner, which is loaded when the first step begins; elsewhere one
 * plain line at the start and one at the end.
 */
export function openSpinner(sink: Sink): Spinner {
  if (!sink.isTerminal) {
    return {
      start: (line) => sink.message([`→ ${line} …`]),
      update: () => {},
      note: (line) => sink.message([line]),
      end: (line) => sink.message([line]),
      stop: () => {},
    };
  }
  let drawn: Drawn | undefined;
  let current: string | undefined;
  let loading = false;

  const show = (line: string): void => {
    current = line;
    if (drawn !== undefined) {
      drawn.text = sink.shown(line);
      if (!drawn.isSpinning) drawn.start();
    } else if (!loading) {
      loading = true;
      void import("yocto-spinner").then(({ default: createSpinner }) => {
        // Signals belong to main: a spinner that ends the process would leave the run half told.
        drawn = createSpinner({ handleSignals: false });
        if (current !== undefined) show(current);
      });
    }
  };
  const stop = (): void => {
    current = undefined;
    drawn?.stop();
  };
  return {
    start: show,
    update: show,
    note: (line, label) => {
      const isShown = current !== undefined;
      stop();
      sink.message([line]);
      if (isShown) show(label);
    },
    end: (line) => {
      stop();
      sink.message([line]);
    },
    stop,
  };
}
