import { expect, onTestFinished, test } from "vitest";
import { readSnapshot } from "../../src/catalog/read-snapshot.js";
import { renderSections } from "../../src/dump/render-sections.js";
import { connect, freshDatabase, MAJORS } from "../support/cluster.js";

const SCRIPT = `
  CREATE SCHEMA shop;
  COMMENT ON SCHEMA shop IS 'what is sold';
  CREATE TYPE shop.state AS ENUM ('new', 'it''s done', 'b\\s');
  CREATE VIEW shop.late AS SELECT 'new'::shop.state AS state, 1 AS "Total";
  CREATE VIEW shop.all WITH (security_barrier) AS SELECT * FROM shop.late;
  COMMENT ON COLUMN shop.late.state IS 'how far it is';
  ALTER VIEW shop.late ALTER COLUMN state SET DEFAULT 'new';
`;

test.for(MAJORS)("a snapshot of PostgreSQL %i is plain data, and its SQL makes the same again", async (major) => {
  const [first, second] = [await database(major), await database(major)];
  await first.run(SCRIPT);
  const snapshot = await readSnapshot(first);
  expect(snapshot.major).toBe(major);
  expect(Object.keys(snapshot.objects)).toEqual([
    "enum type shop.state",
    "schema public",
    "schema shop",
    'view shop."all"',
    "view shop.late",
  ]);
  expect(snapshot.objects['view shop."all"']?.needs).toEqual(["enum type shop.state", "view shop.late"]);
  expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);

  const sections = renderSections(snapshot.objects);
  await second.run([...sections["pre-data"], ...sections["post-data"]].flat().join(";\n"));
  expect(await readSnapshot(second)).toEqual(snapshot);
});

async function database(major: (typeof MAJORS)[number]): Promise<Awaited<ReturnType<typeof connect>>> {
  const { url, drop } = await freshDatabase(major);
  const connection = await connect(url);
  onTestFinished(async () => {
    await connection.close();
    await drop();
  });
  return connection;
}
