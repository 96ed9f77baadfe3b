import { expect, onTestFinished, test } from "vitest";
import { readSnapshot } from "../../src/catalog/read-snapshot.js";
import { renderSections } from "../../src/dump/render-sections.js";
import type { CatalogObject } from "../../src/snapshot/catalog-object.js";
import { MAJORS } from "../support/cluster.js";
import { openDatabase } from "./round-trip.js";

const SCRIPT = `
  CREATE SCHEMA odd;
  CREATE TYPE odd.shell;
  CREATE TYPE odd."Base ""type""";
  CREATE FUNCTION odd.base_in(cstring) RETURNS odd."Base ""type""" LANGUAGE internal STRICT IMMUTABLE AS 'textin';
  CREATE FUNCTION odd.base_out(odd."Base ""type""") RETURNS cstring LANGUAGE internal STRICT IMMUTABLE AS 'textout';
  CREATE TYPE odd."Base ""type""" (INPUT = odd.base_in, OUTPUT = odd.base_out, LIKE = text);
  CREATE TABLE odd.item (id integer, value odd."Base ""type""");
  CREATE LANGUAGE slow HANDLER plpgsql_call_handler;
  CREATE ACCESS METHOD heap_again TYPE TABLE HANDLER heap_tableam_handler;
  CREATE FUNCTION odd.from_sql(internal) RETURNS internal LANGUAGE internal STRICT IMMUTABLE AS 'prsd_lextype';
  CREATE TRANSFORM FOR odd.item LANGUAGE slow (FROM SQL WITH FUNCTION odd.from_sql(internal));
  CREATE FUNCTION odd.compare(integer, odd.item) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
  CREATE FUNCTION odd.equals(integer, odd.item) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
  CREATE OPERATOR odd.=== (FUNCTION = odd.equals, LEFTARG = integer, RIGHTARG = odd.item);
  ALTER OPERATOR FAMILY integer_ops USING btree ADD OPERATOR 3 odd.=== (integer, odd.item), FUNCTION 1 (integer, odd.item) odd.compare(integer, odd.item);
  CREATE SCHEMA plain;
  CREATE TABLE plain.item (id integer);
  SELECT pg_catalog.lo_create(0);
  SET allow_system_table_mods = on;
  INSERT INTO pg_catalog.pg_seclabel VALUES ('plain.item'::regclass, 'pg_class'::regclass, 1, 'guard', 'secret'),
    ('odd'::regnamespace, 'pg_namespace'::regclass, 0, 'guard', 'secret');
`;

test.for(MAJORS)("what a snapshot of PostgreSQL %i cannot hold is in it by name, and refused as SQL", async (major) => {
  const { connection } = await openDatabase(major);
  await connection.run(SCRIPT);
  await connection.run("CREATE SUBSCRIPTION heard CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false)");
  onTestFinished(() => connection.run("ALTER SUBSCRIPTION heard SET (slot_name = NONE); DROP SUBSCRIPTION heard"));
  const { objects } = await readSnapshot(connection);
  const unknown = Object.entries(objects).filter(([, object]) => object.kind === "not modelled");
  expect(unknown.map(([key]) => key)).toEqual([
    "access method heap_again",
    'base type odd."Base ""type"""',
    "language slow",
    'member of a built-in operator family: "function 1 (integer, odd.item) of operator family integer_ops for access method btree: odd.compare(integer,odd.item)"',
    'member of a built-in operator family: "operator 3 (integer, odd.item) of operator family integer_ops for access method btree: odd.===(integer,odd.item)"',
    "security label of guard for the schema odd",
    'security label of guard for the table column plain."item id"',
    "shell type odd.shell",
    "subscription heard",
    'transform "odd.item language slow"',
  ]);
  expect(objects["table odd.item"]?.needs).toContain('base type odd."Base ""type"""');

  const error = thrown(() => renderSections(objects));
  expect(error).toMatchObject({ code: "KIND_NOT_MODELLED", exitCode: 3 });
  expect((error as { details: { objects: unknown } }).details.objects).toContainEqual({
    key: "shell type odd.shell",
    what: "shell type",
    schema: "odd",
    name: "shell",
  });
  const plain = Object.entries(objects).filter(([key]) => key === "schema plain" || key === "table plain.item");
  expect(renderSections(Object.fromEntries<CatalogObject>(plain))["pre-data"]).toHaveLength(2);
});

function thrown(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
