import { expect, test } from "vitest";
import { formatFolderName, parseFolderName, toSnakeName } from "./folder-name.js";

test("a folder's name holds version and name", () => {
  const folder = "20261120101500_create_account";
  expect(parseFolderName(folder)).toEqual({ version: "20261120101500", name: "create_account" });
  expect(formatFolderName({ version: "20261120101500", name: "create_account" })).toBe(folder);
});

test.each([
  ["create_account", "14 digits"],
  ["2026112010150_create", "14 digits"],
  ["202611201015000_create", "14 digits"],
  ["20260231000000_create", "no valid UTC time"],
  ["20261120101500", "a name must follow"],
  ["20261120101500_", "a name must follow"],
  ["20261120101500-create", "a name must follow"],
  ["20261120101500_Create", "only a-z"],
  ["20261120101500_create account", "only a-z"],
  ["20261120101500_a__b", "only a-z"],
  ["20261120101500_a\nb", "only a-z"],
  [`20261120101500_${"a".repeat(101)}`, "longer than 100"],
])("refuses %j", (folder, why) => {
  expect(parseFolderName(folder)).toContain(why);
});

test.each([
  ["create account", "create_account"],
  ["  Create  Account! ", "create_account"],
  ["createAccount", "create_account"],
  ["Größe ändern", "gro_e_andern"],
  ["add-index-2", "add_index_2"],
  ["---", undefined],
  ["", undefined],
])("%j is named %j", (words, name) => {
  expect(toSnakeName(words)).toBe(name);
  if (name !== undefined) expect(parseFolderName(`20261120101500_${name}`)).toMatchObject({ name });
});
