import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { paint } from "./paint.js";
import { openSink } from "./sink.js";

function memory(fails?: string): { stream: Writable; text: () => string } {
  let text = "";
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (fails !== undefined) return done(Object.assign(new Error(fails), { code: fails }));
      text += chunk.toString();
      done();
    },
  });
  return { stream, text: () => text };
}

function open(color = false, fails?: string) {
  const [stdout, stderr] = [memory(fails), memory()];
  const redact = (text: string): string => text.replaceAll("hidden", "***");
  const sink = openSink(
    { stdout: stdout.stream, stderr: stderr.stream },
    { redact, color: { stdout: color, stderr: color } },
  );
  return { sink, stdout, stderr };
}

test("data goes to stdout, messages to stderr, each redacted, escaped and painted", async () => {
  const { sink, stdout, stderr } = open(true);
  sink.data([paint("green", "a\u001b[2Jb"), "second"]);
  sink.message(["hidden\nline"]);
  expect(await sink.finish()).toBeUndefined();
  expect(stdout.text()).toBe("\u001b[32ma\\x1b[2Jb\u001b[39m\nsecond\n");
  expect(stderr.text()).toBe("***\\nline\n");
});

test("content goes out as it is, and to a terminal as lines", async () => {
  const text = "hidden \u001b[2J\n\ufdd0\r\n";
  const { sink, stdout } = open(true);
  sink.content(text);
  await sink.finish();
  expect(stdout.text()).toBe(text);
  const terminal = open(false);
  Object.assign(terminal.stdout.stream, { isTTY: true });
  terminal.sink.content(text);
  await terminal.sink.finish();
  expect(terminal.stdout.text()).toBe("*** \\x1b[2J\n\\r\n");
});

test("without colours the marks leave nothing behind", async () => {
  const { sink, stdout } = open();
  sink.data([paint("bold", "plain"), "\ufdd0odd"]);
  await sink.finish();
  expect(stdout.text()).toBe("plain\nodd\n");
});

test("JSON is redacted in its strings and stays JSON", async () => {
  const { sink, stdout } = open();
  sink.json({ a: 'hidden"', b: "\u009b", c: ["hidden"] });
  await sink.finish();
  expect(JSON.parse(stdout.text())).toEqual({ a: '***"', b: "\u009b", c: ["***"] });
  expect(stdout.text()).not.toContain("\u009b");
});

test("a reader that has gone is no failure, a full disk is one", async () => {
  const closed = open(false, "EPIPE");
  closed.sink.data(["x"]);
  expect(await closed.sink.finish()).toBeUndefined();
  const full = open(false, "ENOSPC");
  full.sink.data(["x"]);
  expect(await full.sink.finish()).toMatchObject({ code: "ENOSPC" });
});
