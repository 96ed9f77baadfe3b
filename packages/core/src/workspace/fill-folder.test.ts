import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryTree } from "../../test/support/temporary-tree.js";
import { compareText } from "../types/ids.js";
import { fillFolder, isVacant } from "./fill-folder.js";

test("vacant is what is missing, empty, or holds leftovers only", () => {
  const root = temporaryTree({ "empty/": "", "kept/.gitkeep": "", "dot/.git/x": "", "full/a": "" });
  expect(["missing", "empty", "kept", "dot", "full"].filter((name) => isVacant(join(root, name)))).toEqual([
    "missing",
    "empty",
    "kept",
  ]);
  expect(() => isVacant(join(root, "full/a"))).toThrow("cannot be read");
});

test("a folder is filled at once, what it held kept", () => {
  const root = temporaryTree({ "kept/.gitkeep": "k" });
  fillFolder(join(root, "kept"), { "a/up.sql": "A", "b/up.sql": "B" });
  fillFolder(join(root, "new"), { "a/up.sql": "A" });
  expect(readdirSync(root).toSorted(compareText)).toEqual(["kept", "new"]);
  expect(readdirSync(join(root, "kept"), { recursive: true, encoding: "utf8" }).toSorted(compareText)).toEqual([
    ".gitkeep",
    "a",
    "a/up.sql",
    "b",
    "b/up.sql",
  ]);
  expect(readFileSync(join(root, "kept/.gitkeep"), "utf8")).toBe("k");
});

test("where writing fails halfway the folder is as it was, and nothing lies beside it", () => {
  const root = temporaryTree({ "kept/.gitkeep": "k" });
  // The second path needs a folder where the first one is a file.
  const impossible = { a: "A", "a/b": "B" };
  expect(() => fillFolder(join(root, "kept"), impossible)).toThrow(expect.objectContaining({ code: "WRITE_FAILED" }));
  expect(() => fillFolder(join(root, "new"), impossible)).toThrow(expect.objectContaining({ code: "WRITE_FAILED" }));
  expect(readdirSync(root, { recursive: true, encoding: "utf8" }).toSorted(compareText)).toEqual([
    "kept",
    "kept/.gitkeep",
  ]);
});
