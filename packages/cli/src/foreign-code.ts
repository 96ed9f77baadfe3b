import { Writable } from "node:stream";
import { StrataError } from "@strata/core";
import type { Sink } from "./output/sink.js";

/**
 * A console for the code that a command loads, such as transforms: what it prints becomes messages on stderr, for stdout
 * is the command's own data.
 */
export function consoleOver(sink: Sink): Console {
  const messages = new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      sink.message(text.replace(/\n$/u, "").split("\n"));
      done();
    },
  });
  return new console.Console({ stdout: messages, stderr: messages, colorMode: false });
}

/**
 * An error that nothing was waiting for: of code that the command has loaded it is UNAWAITED_ERROR with its place, of
 * strata's own it stays what it is.
 */
export function unawaitedError(error: unknown): Error {
  const own = error instanceof Error ? error : new Error(String(error));
  const frame = /^\s+at (?:.*\()?(?:file:\/\/)?(?<file>\/[^()]*?\.[cm]?ts):(?<line>\d+)/mu.exec(
    own.stack ?? "",
  )?.groups;
  if (frame === undefined) return own;
  return new StrataError("UNAWAITED_ERROR", own.message, {
    details: { place: { file: frame["file"] ?? "", line: Number(frame["line"]) } },
    cause: error,
  });
}

/** What to report when the process ends although the command has not. */
export function processEnded(): StrataError {
  return new StrataError(
    "PROCESS_ENDED",
    "code that the command had loaded ended the process before the command was done",
  );
}
