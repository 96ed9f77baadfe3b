import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { combine, fileHashes, normalizeText, rawChecksums } from "./checksum.js";
import type { TextFile } from "./migration.js";

const file = (name: string, text: string): TextFile => ({ name, path: `/m/${name}`, text });
const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

test("the groups are made byte by byte as docs/FORMATS.md says", () => {
  const bootstrap = {
    form: "json" as const,
    files: [{ name: "bootstrap.json", path: "/m/bootstrap.json", sha256: hash("{}") }],
  };
  const checksums = rawChecksums({
    up: file("up.sql", "select 1;\n"),
    upContract: file("up.contract.sql", "é"),
    bootstrap,
    down: file("down.sql", ""),
    transform: file("transform.ts", "x"),
  });
  expect(checksums.up).toBe(
    hash(`bootstrap.json\0${hash("{}")}\nup.contract.sql\0${hash("é")}\nup.sql\0${hash("select 1;\n")}\n`),
  );
  expect(checksums.down).toBe(hash(`down.sql\0${hash("")}\ntransform.ts\0${hash("x")}\n`));
});

test("the order of files does not count, their names and contents do", () => {
  const a = { name: "a", sha256: hash("1") };
  const b = { name: "b", sha256: hash("2") };
  expect(combine([a, b])).toBe(combine([b, a]));
  expect(combine([a, b])).not.toBe(combine([{ ...a, name: "c" }, b]));
  expect(combine([a])).not.toBe(combine([a, b]));
  expect(combine([])).toBe(hash(""));
});

test("fixtures, whose files have no hash, are in no group", () => {
  expect(fileHashes({ bootstrap: { form: "json", files: [{ name: "bootstrap.json", path: "/m/b" }] } }).up).toEqual([]);
});

test("byte order mark and CRLF make no difference, a lone CR does", () => {
  expect(normalizeText("\uFEFFa\r\nb")).toBe("a\nb");
  expect(normalizeText("a\rb")).toBe("a\rb");
  expect(normalizeText("a\uFEFF")).toBe("a\uFEFF");
});
