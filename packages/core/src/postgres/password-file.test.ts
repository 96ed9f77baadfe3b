import { expect, test } from "vitest";
import { findPassword } from "./password-file.js";

const address = { host: "db.example", port: 5432, database: "shop", user: "app" };

test.each([
  ["db.example:5432:shop:app:secret", "secret"],
  ["*:*:*:*:any", "any"],
  ["# db.example:5432:shop:app:no\nother:5432:shop:app:no\r\ndb.example:*:*:app:yes\r\n*:*:*:*:late", "yes"],
  ["db.example:5432:shop:app:a\\:b\\\\c", "a:b\\c"],
  ["db.example:5433:shop:app:no", undefined],
  ["db.example:5432:shop", undefined],
  ["", undefined],
])("%j gives %j", (content, password) => {
  expect(findPassword(content, address)).toBe(password);
});

test("a name with a colon is quoted in the file", () => {
  expect(findPassword("*:*:a\\:b:app:secret", { ...address, database: "a:b" })).toBe("secret");
});

test("a unix socket is looked up as localhost", () => {
  expect(findPassword("localhost:5432:shop:app:secret", { ...address, host: "/run/postgresql" })).toBe("secret");
});
