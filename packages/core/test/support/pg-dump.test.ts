import { expect, onTestFinished, test } from "vitest";
import { connect } from "../../src/postgres/connect.js";
import { freshDatabase, MAJORS } from "./cluster.js";
import { dumpSchema } from "./pg-dump.js";

test.each(MAJORS)("the judge sees every kind of object on PostgreSQL %i, and says the same twice", async (major) => {
  const { url, drop } = await freshDatabase(major);
  onTestFinished(drop);
  const connection = await connect(url);
  onTestFinished(() => connection.close());
  const empty = await dumpSchema(url);
  // More than one packet of the protocol each way.
  const comment = "x".repeat(50_000);
  for (const statement of [
    "CREATE SCHEMA shop",
    "CREATE TYPE shop.state AS ENUM ('new', 'paid')",
    `CREATE TABLE shop."Order ü" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, state shop.state DEFAULT 'new')`,
    `CREATE INDEX ON shop."Order ü" (state) WHERE state = 'new'`,
    `CREATE VIEW shop.v AS SELECT id FROM shop."Order ü"`,
    "CREATE FUNCTION shop.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    `COMMENT ON VIEW shop.v IS '${comment}'`,
  ])
    await connection.run(statement);
  const dump = await dumpSchema(url);
  for (const text of [
    "CREATE SCHEMA shop",
    "ENUM",
    '"Order ü"',
    "ADD GENERATED ALWAYS",
    "CREATE INDEX",
    "CREATE VIEW",
    "FUNCTION shop.f",
    comment,
  ])
    expect(dump).toContain(text);
  expect(dump).not.toMatch(/restrict|Dumped/);
  expect(await dumpSchema(url)).toBe(dump);
  expect(await dumpSchema(url, { without: ["shop"] })).toBe(empty);
});

test("the judge says what was wrong", async () => {
  const { url, drop } = await freshDatabase();
  await drop();
  await expect(dumpSchema(url)).rejects.toThrow(/database .* does not exist/);
});
