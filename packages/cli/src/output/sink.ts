import { escapeJson, escapeLine } from "./escape.js";
import { applyPaint } from "./paint.js";
import type { Redact } from "./secrets.js";

/** The slice of a stream that the sink needs. */
export interface OutputStream {
  write(text: string, done?: (error?: Error | null) => void): unknown;
  on(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
  readonly isTTY?: boolean | undefined;
}

/**
 * The one way out of the process: every line passes through it, so that no password and no control character leaves.
 * stdout is data, stderr is messages.
 */
export interface Sink {
  /** Writes lines of data to stdout. */
  data(lines: readonly string[]): void;
  /**
   * Writes a text to stdout whose every byte counts, a file's content: as it is, but to a terminal like lines of data.
   * It must hold nothing that the command was given.
   */
  content(text: string): void;
  /** Writes lines of messages to stderr. */
  message(lines: readonly string[]): void;
  /** Writes one JSON value and a line end to stdout. */
  json(value: unknown): void;
  /** A line made fit for a terminal by the same rules, for what draws on stderr by itself. */
  readonly shown: (line: string) => string;
  /** Whether stderr is a terminal. */
  readonly isTerminal: boolean;
  /**
   * Waits until everything is written. Returns why stdout could not be written, undefined when it could or when its
   * reader has closed it: whoever reads only the first lines has what he wanted.
   */
  finish(): Promise<NodeJS.ErrnoException | undefined>;
}

/** Opens the sink over the process's streams. `color` tells for each whether it takes escape sequences. */
export function openSink(
  streams: { readonly stdout: OutputStream; readonly stderr: OutputStream },
  options: { readonly redact: Redact; readonly color: { readonly stdout: boolean; readonly stderr: boolean } },
): Sink {
  const pending = new Set<Promise<void>>();
  const failures = new Map<OutputStream, NodeJS.ErrnoException>();
  for (const stream of [streams.stdout, streams.stderr]) {
    stream.on("error", (error) => failures.set(stream, failures.get(stream) ?? error));
  }

  function write(stream: OutputStream, text: string): void {
    if (failures.has(stream) || text === "") return;
    const written = new Promise<void>((resolve) => {
      stream.write(text, (error) => {
        if (error) failures.set(stream, failures.get(stream) ?? error);
        resolve();
      });
    });
    pending.add(written);
    void written.then(() => pending.delete(written));
  }

  const show = (line: string, color: boolean): string => applyPaint(escapeLine(options.redact(line)), color);
  const writeLines = (stream: OutputStream, lines: readonly string[], color: boolean): void =>
    write(stream, lines.map((line) => `${show(line, color)}\n`).join(""));

  return {
    data: (lines) => writeLines(streams.stdout, lines, options.color.stdout),
    content: (text) =>
      streams.stdout.isTTY === true
        ? writeLines(streams.stdout, text.replace(/\n$/, "").split("\n"), options.color.stdout)
        : write(streams.stdout, text),
    message: (lines) => writeLines(streams.stderr, lines, options.color.stderr),
    json: (value) => {
      const redacted = (_key: string, inner: unknown): unknown =>
        typeof inner === "string" ? options.redact(inner) : inner;
      write(streams.stdout, `${escapeJson(JSON.stringify(value, redacted, 2))}\n`);
    },
    shown: (line) => show(line, options.color.stderr),
    isTerminal: streams.stderr.isTTY === true,
    async finish() {
      await Promise.all(pending);
      const failure = failures.get(streams.stdout);
      return failure?.code === "EPIPE" ? undefined : failure;
    },
  };
}
