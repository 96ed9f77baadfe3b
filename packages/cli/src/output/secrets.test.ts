import { expect, test } from "vitest";
import { redactorFor } from "./secrets.js";

test.each([
  ["--url", ["--url", "postgres://app:s3cr3t-w0rd@db:5432/app"], {}],
  ["--url=", ["--url=postgres://app:s3cr3t-w0rd@db:5432/app"], {}],
  ["DATABASE_URL", [], { DATABASE_URL: "postgresql://app:s3cr3t-w0rd@db/app?sslmode=require" }],
  ["another variable", [], { MAIN_DB: "postgres://app:s3cr3t-w0rd@db/app" }],
  ["password= of a URL", ["--url", "postgres://app@db/app?password=s3cr3t-w0rd"], {}],
  ["PGPASSWORD", [], { PGPASSWORD: "s3cr3t-w0rd" }],
])("a password from %s is in no text", (_, args, env) => {
  const redact = redactorFor(args, env);
  const texts = ["s3cr3t-w0rd", 'role "s3cr3t-w0rd" is bad', "x=s3cr3t-w0rd;", ...args, ...Object.values(env)];
  for (const text of texts) expect(redact(text), text).not.toContain("s3cr3t-w0rd");
  expect(redact("a word of its own: s3cr3t-w0rds")).toContain("s3cr3t-w0rds");
});

test("encoded and decoded, and in a URL that is not well-formed", () => {
  const encoded = redactorFor(["--url", "postgres://app:p%40ss%2Fw0rd@db/app"], {});
  expect(encoded("p%40ss%2Fw0rd and p@ss/w0rd")).toBe("*** and ***");
  const odd = redactorFor(["--url", "postgres://app:p@ss/w#rd@db/app"], {});
  expect(odd("cannot read postgres://app:p@ss/w#rd@db/app")).toBe("cannot read postgres://app:***@db/app");
  expect(odd("p@ss/w#rd")).toBe("***");
});

test("a password that is the name of user or database, or a plain word, goes from URLs only", () => {
  const redact = redactorFor(["--url", "postgres://postgres:postgres@localhost/app"], {
    DATABASE_URL: "postgres://u:strata@h/d",
  });
  expect(redact("strata up on postgres")).toBe("strata up on postgres");
  expect(redact("postgres://postgres:postgres@localhost/app")).toBe("postgres://postgres:***@localhost/app");
  expect(redact("postgres://u:strata@h/d")).toBe("postgres://u:***@h/d");
  expect(redactorFor([], { PGPASSWORD: "x" })("PGPASSWORD=x psql")).toBe("PGPASSWORD=*** psql");
});

test("without a password every text stays as it is", () => {
  const redact = redactorFor(["up", "--url", "postgres://app@db/app"], { HOME: "/root" });
  expect(redact("postgres://app@db/app and /root")).toBe("postgres://app@db/app and /root");
});
