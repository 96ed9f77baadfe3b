import { expect, onTestFinished, test } from "vitest";
import { isKeyword } from "../../src/sql/keywords.js";
import { connect, freshDatabase, MAJORS } from "../support/cluster.js";

test.for(MAJORS)("every word that PostgreSQL %i quotes is one that we quote", async (major) => {
  const { url, drop } = await freshDatabase(major);
  onTestFinished(drop);
  const session = await connect(url);
  const rows = await session.values("SELECT word FROM pg_catalog.pg_get_keywords() WHERE catcode <> 'U' ORDER BY word");
  await session.close();
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.map(([word]) => String(word)).filter((word) => !isKeyword(word))).toEqual([]);
});
