import { StrataError } from "@strata/core";
import { expect, test } from "vitest";
import { type CommandContext, defineCommand } from "./command.js";
import { runCommandLine } from "./command-line.js";
import type { Sink } from "./output/sink.js";

function memorySink(): { sink: Sink; data: string[]; messages: string[]; values: unknown[] } {
  const [data, messages, values]: [string[], string[], unknown[]] = [[], [], []];
  const sink: Sink = {
    data: (lines) => void data.push(...lines),
    content: (text) => void data.push(text),
    message: (lines) => void messages.push(...lines),
    json: (value) => void values.push(value),
    shown: (line) => line,
    isTerminal: false,
    finish: () => Promise.resolve(undefined),
  };
  return { sink, data, messages, values };
}

/** Runs `strata try …`, a command that does what is given. */
async function tryOut(
  run: (context: CommandContext) => Promise<{ data: unknown; lines: readonly string[] }>,
  options: { argv?: readonly string[]; env?: Record<string, string>; signal?: AbortSignal; name?: string } = {},
) {
  const memory = memorySink();
  const command = defineCommand({
    name: options.name ?? "try",
    day: "Every day",
    summary: "Try",
    arguments: [],
    options: {},
    examples: [],
    run,
  });
  const exitCode = await runCommandLine({
    argv: [options.name ?? "try", ...(options.argv ?? [])],
    env: options.env ?? {},
    cwd: "/repo",
    sink: memory.sink,
    ask: undefined,
    signal: options.signal ?? new AbortController().signal,
    table: [command],
  });
  return { exitCode, ...memory };
}

test("lines go out, or with --json the data in an envelope", async () => {
  const run = () => Promise.resolve({ data: { a: 1 }, lines: ["one"] });
  expect(await tryOut(run)).toMatchObject({ exitCode: 0, data: ["one"], messages: [], values: [] });
  expect(await tryOut(run, { argv: ["--json"] })).toMatchObject({
    data: [],
    values: [{ ok: true, command: "try", exitCode: 0, data: { a: 1 }, findings: [], error: null }],
  });
});

test("an error of strata has its code's exit status, in the envelope as well", async () => {
  const run = () => Promise.reject(new StrataError("LOCK_BUSY", "another run", { hint: "wait", details: { pid: 7 } }));
  const shown = await tryOut(run);
  expect([shown.exitCode, shown.data]).toEqual([4, []]);
  expect(shown.messages.join("\n")).toMatch(/LOCK_BUSY.*\n {2}another run\n {2}→ wait\n/u);
  expect((await tryOut(run, { argv: ["--json"] })).values).toMatchObject([
    { ok: false, command: "try", exitCode: 4, error: { code: "LOCK_BUSY", hint: "wait", details: { pid: 7 } } },
  ]);
});

test("anything else is our bug: exit 1, INTERNAL, the stack only on demand", async () => {
  const run = () => Promise.reject(new TypeError("x is not a function"));
  const shown = await tryOut(run);
  expect(shown.exitCode).toBe(1);
  expect(shown.messages.join("\n")).toContain("INTERNAL");
  expect(shown.messages.join("\n")).not.toMatch(/^\s+at /mu);
  expect((await tryOut(run, { env: { STRATA_DEBUG: "1" } })).messages.join("\n")).toMatch(/^\s+at /mu);
  expect((await tryOut(run, { argv: ["--json"] })).values).toMatchObject([
    { exitCode: 1, error: { code: "INTERNAL" } },
  ]);
});

test("after a signal the exit status is the signal's, but an unknown outcome keeps its own", async () => {
  const interruption = new AbortController();
  interruption.abort(143);
  const { signal } = interruption;
  const aborted = await tryOut(() => Promise.reject(new Error("aborted")), { signal, argv: ["--json"] });
  expect([aborted.exitCode, aborted.values]).toMatchObject([143, [{ exitCode: 143, error: { code: "INTERRUPTED" } }]]);
  const unknown = await tryOut(() => Promise.reject(new StrataError("COMMIT_UNKNOWN", "lost")), { signal });
  expect([unknown.exitCode, unknown.messages.join("\n")]).toEqual([5, expect.stringContaining("COMMIT_UNKNOWN")]);
});

test("after a signal a command that writes at its end says that nothing was written", async () => {
  const interruption = new AbortController();
  interruption.abort(130);
  const { signal } = interruption;
  const messages = async (name: string) =>
    (await tryOut(() => Promise.reject(new Error("aborted")), { signal, name })).messages;
  expect(await messages("dump")).toEqual(["Interrupted. Nothing was written."]);
  expect(await messages("up")).toEqual([expect.stringContaining("not recorded as done")]);
});

test("work that does not hear the signal is given up", async () => {
  const interruption = new AbortController();
  setTimeout(() => interruption.abort(130), 20);
  const { exitCode, messages } = await tryOut(() => new Promise(() => {}), { signal: interruption.signal });
  expect([exitCode, messages]).toEqual([130, [expect.stringContaining("Interrupted")]]);
});

test("use-cases are given folder, URL and target; nobody is asked", async () => {
  let seen: CommandContext | undefined;
  await tryOut(
    (context) => {
      seen = context;
      return Promise.resolve({ data: null, lines: [] });
    },
    { argv: ["--cwd", "there", "--url", "postgres://h/d", "--target=t", "--yes"] },
  );
  expect(seen).toMatchObject({
    common: { cwd: "/repo/there", url: "postgres://h/d", target: "t" },
    terminal: { yes: true },
  });
  expect(seen?.terminal.ask).toBeUndefined();
});
