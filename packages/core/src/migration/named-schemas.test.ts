import { expect, test } from "vitest";
import { namedSchemas } from "./named-schemas.js";

test("schemas are named by every statement about them, plain, quoted, in lists and in dynamic SQL", () => {
  const file = (text: string) => ({ name: "up.sql", path: "up.sql", text });
  const up = file(
    `CREATE SCHEMA IF NOT EXISTS one; GRANT USAGE ON SCHEMA Public , "Mixed ""x""" TO app;
     DO $$ BEGIN EXECUTE 'COMMENT ON SCHEMA two IS null'; END $$; CREATE TABLE three.t ();`,
  );
  expect([...namedSchemas([{ up, upContract: file("DROP SCHEMA four;") }])]).toEqual([
    "one",
    "public",
    'Mixed "x"',
    "two",
    "four",
  ]);
});
