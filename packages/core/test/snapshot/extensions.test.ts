import { expect, test } from "vitest";
import { readSnapshot } from "../../src/catalog/read-snapshot.js";
import { MAJORS } from "../support/cluster.js";
import { openDatabase } from "./round-trip.js";

/** Between them they have members of every kind, and add operators to families of others. */
const EXTENSIONS = [
  "btree_gin",
  "btree_gist",
  "citext",
  "cube",
  "file_fdw",
  "hstore",
  "intarray",
  "isn",
  "ltree",
].concat([
  "dict_int",
  "earthdistance",
  "pg_stat_statements",
  "pg_trgm",
  "seg",
  "tablefunc",
  "tsm_system_rows",
  "unaccent",
]);

test.for(MAJORS)("members of extensions of PostgreSQL %i are no objects of their own", async (major) => {
  const { connection } = await openDatabase(major);
  await connection.run(EXTENSIONS.map((name) => `CREATE EXTENSION ${name}`).join(";"));
  const { objects } = await readSnapshot(connection);
  expect(Object.keys(objects)).toEqual([...EXTENSIONS.toSorted().map((name) => `extension ${name}`), "schema public"]);
});
