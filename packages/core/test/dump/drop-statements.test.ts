import { expect, test } from "vitest";
import { readSnapshot } from "../../src/catalog/read-snapshot.js";
import { dropStatements } from "../../src/dump/drop-statements.js";
import { keyOf } from "../../src/snapshot/kinds.js";
import { MAJORS } from "../support/cluster.js";
import { kitchenSink } from "../snapshot/kitchen-sink.js";
import { openDatabase } from "../snapshot/round-trip.js";

const FUNCTIONS_IN_A_CIRCLE = `
CREATE SCHEMA circles;
CREATE FUNCTION circles.ping(a integer) RETURNS integer RETURN a;
CREATE FUNCTION circles.pong(a integer) RETURNS integer RETURN circles.ping(a);
CREATE OR REPLACE FUNCTION circles.ping(a integer) RETURNS integer RETURN circles.pong(a);
`;

test.for(MAJORS)("what a database of PostgreSQL %i holds can be dropped again", async (major) => {
  const { connection } = await openDatabase(major);
  const empty = await readSnapshot(connection);
  // The place of a commutator that was never made has no name in a snapshot.
  await connection.run(`${kitchenSink(major)}; DROP OPERATOR operators.==== (integer, operators.point)`);
  await connection.run(FUNCTIONS_IN_A_CIRCLE);
  const { objects } = await readSnapshot(connection);
  expect(Object.keys(objects).length).toBeGreaterThan(300);
  for (const statement of dropStatements(objects)) await connection.run(statement);
  const left = Object.values((await readSnapshot(connection)).objects);
  expect(left.filter(({ kind }) => kind !== "default privileges").map(keyOf)).toEqual(Object.keys(empty.objects));
});
