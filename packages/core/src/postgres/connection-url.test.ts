import { expect, test } from "vitest";
import { readUrl } from "./connection-url.js";
import { redactUrl } from "./redact.js";

test.each<[string, object]>([
  [
    "postgres://app:pw@db.example:6543/shop",
    { host: "db.example", port: 6543, user: "app", password: "pw", database: "shop" },
  ],
  ["postgresql://app@db.example/shop", { port: 5432, password: undefined, ssl: { mode: "prefer" } }],
  ["postgres://a%40b:p%2Fw%3A%25@h/d%C3%A9", { user: "a@b", password: "p/w:%", database: "dé" }],
  ["postgres://app:p:w@h/d", { password: "p:w" }],
  ["postgres://app@[::1]:5433/d", { host: "::1", port: 5433, ssl: { mode: "disable" } }],
  ["postgres:///shop?host=/run/pg&user=app&port=5433", { host: "/run/pg", port: 5433, user: "app", database: "shop" }],
  ["postgres://app@/shop?host=/run/pg", { host: "/run/pg", user: "app" }],
  ["postgres://app@%2Frun%2Fpg/shop", { host: "/run/pg" }],
  ["postgres://app@h", { database: "app" }],
  ["postgres://app@h/d?sslmode=verify-full&sslrootcert=/ca.pem", { ssl: { mode: "verify-full", rootCert: "/ca.pem" } }],
  ["postgres://app@h/d?sslmode=require&sslrootcert=/ca.pem", { ssl: { mode: "verify-ca", rootCert: "/ca.pem" } }],
  ["postgres://app@h/d?sslmode=allow", { ssl: { mode: "prefer" } }],
  ["postgres://app@h/d?connect_timeout=3&application_name=x", { connectTimeoutMs: 3000, applicationName: "x" }],
  ["postgres://app@h/d?options=-c%20work_mem%3D9MB&schema=public", { settings: { options: "-c work_mem=9MB" } }],
])("%s", (url, expected) => {
  expect(readUrl(url, {})).toMatchObject(expected);
});

test("the environment fills in what the URL leaves out, as libpq does", () => {
  const env = { PGHOST: "h", PGPORT: "1", PGUSER: "u", PGPASSWORD: "p", PGDATABASE: "d", PGSSLMODE: "require" };
  expect(readUrl("postgres://", env)).toMatchObject({
    host: "h",
    port: 1,
    user: "u",
    password: "p",
    database: "d",
    ssl: { mode: "require" },
  });
  expect(readUrl("postgres://a:b@c:2/e?sslmode=disable", env)).toMatchObject({
    host: "c",
    port: 2,
    user: "a",
    password: "b",
    database: "e",
  });
});

const SECRET = "hunter2-canary";
const unreadable = [
  `mysql://u:${SECRET}@h/d`,
  `host=h password=${SECRET}`,
  `postgres://u:${SECRET}/x@h/d`,
  `postgres://u:${SECRET}#x@h/d`,
  `postgres://u:%zz${SECRET}@h/d`,
  `postgres://u:${SECRET}@h:port/d`,
  `postgres://u:${SECRET}@h:99999/d`,
  `postgres://u:${SECRET}@h,i/d`,
  `postgres://u:${SECRET}@h/d?sslmode=${SECRET}`,
  `postgres://u:${SECRET}%00@h/d`,
  SECRET,
  "",
];

test.each(unreadable)("%j is refused, and nothing of it is quoted", (url) => {
  let error: unknown;
  try {
    readUrl(url, {});
  } catch (caught) {
    error = caught;
  }
  expect(error).toMatchObject({ code: "URL_INVALID", exitCode: 3 });
  expect(JSON.stringify([String(error), error])).not.toContain(SECRET);
  expect(redactUrl(url)).not.toContain(SECRET);
});

test("a redacted URL names the server and no secret", () => {
  expect(redactUrl(`postgres://app:${SECRET}@db:1/shop?sslmode=require`)).toBe("postgres://app@db:1/shop");
  expect(redactUrl(`postgres://app@db/shop?password=${SECRET}`)).toBe("postgres://app@db:5432/shop");
  expect(redactUrl(`postgres://app:${SECRET}@/shop?host=/run/pg`)).toBe("postgres://app@/shop?host=/run/pg&port=5432");
  expect(redactUrl(`postgres://app:${SECRET}@[::1]/d`)).toBe("postgres://app@[::1]:5432/d");
});
