import { expect, test } from "vitest";
import { readSnapshot } from "../../src/catalog/read-snapshot.js";
import { MAJORS } from "../support/cluster.js";
import { openDatabase, scriptOf } from "./round-trip.js";

const SCRIPT = `CREATE SCHEMA s;
  CREATE DOMAIN s.size AS varchar(9) CHECK (VALUE IN ('small', 'it''s \\\\large'));
  CREATE TABLE s.t (a varchar(5) CHECK (a IN ('x', 'y', 'z')), b varchar DEFAULT 'x', c boolean GENERATED ALWAYS AS (a IN ('u', 'v')) STORED);
  CREATE INDEX partly ON s.t (b) WHERE a IN ('x', 'y');
  CREATE VIEW s.v AS SELECT * FROM s.t WHERE b NOT IN ('p', 'q');
  ALTER TABLE s.t ENABLE ROW LEVEL SECURITY;
  CREATE POLICY p ON s.t USING (b IN ('p', 'r'));`;

test.for(MAJORS)("what PostgreSQL %i writes otherwise once it has read it is written so at once", async (major) => {
  const [first, second] = [await openDatabase(major), await openDatabase(major)];
  await first.connection.run(SCRIPT);
  const snapshot = await readSnapshot(first.connection);
  const sql = scriptOf(snapshot);
  expect(sql.match(/ARRAY\[\('/gu)).toHaveLength(6);
  await second.connection.run(sql);
  const again = await readSnapshot(second.connection);
  expect(again).toEqual(snapshot);
  expect(scriptOf(again)).toBe(sql);
});
