import { chmodSync, existsSync, lstatSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryTree } from "../../test/support/temporary-tree.js";
import { renameFolder, writeFile, writeFolder } from "./write-file.js";

test("a file is written with the folders above it, and its mode is kept", () => {
  const root = temporaryTree({ "old.sh": "old" });
  chmodSync(join(root, "old.sh"), 0o751);
  writeFile(join(root, "old.sh"), "new");
  writeFile(join(root, "a/b/new.txt"), new Uint8Array([104, 105]), { mode: 0o600 });
  expect(readFileSync(join(root, "old.sh"), "utf8")).toBe("new");
  expect(statSync(join(root, "old.sh")).mode & 0o777).toBe(0o751);
  expect(readFileSync(join(root, "a/b/new.txt"), "utf8")).toBe("hi");
  expect(statSync(join(root, "a/b/new.txt")).mode & 0o777).toBe(0o600);
  expect(readdirSync(root).toSorted()).toEqual(["a", "old.sh"]);
});

test("a symbolic link stays one", () => {
  const root = temporaryTree({ "real/file": "old", link: { link: "real/file" } });
  writeFile(join(root, "link"), "new");
  expect(lstatSync(join(root, "link")).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(root, "real/file"), "utf8")).toBe("new");
});

test("what cannot be written leaves the old file and nothing else", () => {
  const root = temporaryTree({ "folder/inside": "x", file: "old" });
  const refused = (path: string, why: string): void =>
    expect(() => writeFile(path, "new")).toThrow(
      expect.objectContaining({
        code: "WRITE_FAILED",
        message: `${path} cannot be written: ${why}`,
        details: { place: { file: path } },
      }),
    );
  refused(join(root, "folder"), "it is a folder");
  refused(join(root, "file/below"), "a part of its path is no folder");
  expect(readdirSync(root, { recursive: true }).map(String).toSorted()).toEqual(["file", "folder", "folder/inside"]);
  expect(readFileSync(join(root, "file"), "utf8")).toBe("old");
});

test("a content that cannot be had leaves the old file and no temporary one", () => {
  const root = temporaryTree({ file: "old" });
  const content = { toString: () => "no text" } as unknown as string;
  expect(() => writeFile(join(root, "file"), content)).toThrow(expect.objectContaining({ code: "WRITE_FAILED" }));
  expect(readdirSync(root)).toEqual(["file"]);
  expect(readFileSync(join(root, "file"), "utf8")).toBe("old");
});

test("a folder appears whole, or not at all", () => {
  const root = temporaryTree({ "taken/file": "theirs" });
  writeFolder(join(root, "a/new"), { "one.txt": "1", "below/two.txt": "2" });
  expect(readdirSync(join(root, "a"), { recursive: true }).map(String).toSorted()).toEqual([
    "new",
    "new/below",
    "new/below/two.txt",
    "new/one.txt",
  ]);
  expect(() => writeFolder(join(root, "taken"), { file: "ours" })).toThrow(
    expect.objectContaining({ code: "WRITE_FAILED", message: expect.stringContaining("it is there already") }),
  );
  expect(() => writeFolder(join(root, "b"), { x: "", "x/y": "" })).toThrow(
    expect.objectContaining({ code: "WRITE_FAILED" }),
  );
  expect(readFileSync(join(root, "taken/file"), "utf8")).toBe("theirs");
  expect(readdirSync(root).toSorted()).toEqual(["a", "taken"]);
});

test("a folder is renamed unless the name is taken", () => {
  const root = temporaryTree({ "one/x": "1", "two/x": "2" });
  expect(() => renameFolder(join(root, "one"), join(root, "two"))).toThrow(
    expect.objectContaining({ code: "WRITE_FAILED" }),
  );
  renameFolder(join(root, "one"), join(root, "three"));
  expect([existsSync(join(root, "one")), readFileSync(join(root, "three/x"), "utf8")]).toEqual([false, "1"]);
});
