import { expect, test } from "vitest";
import { readSnapshot } from "../../src/catalog/read-snapshot.js";
import type { Major } from "../../src/types/major.js";
import { openDatabase, roundTrip, scriptOf } from "./round-trip.js";

test.for<Major>([15, 16, 17, 18])("constraints of PostgreSQL %i come back with every option", async (major) => {
  const { snapshot, sql } = await roundTrip(major, CONSTRAINTS + (major >= 18 ? CONSTRAINTS_18 : ""));
  const { objects } = snapshot;
  expect(objects["constraint c.part part_pkey"]).toEqual({
    kind: "constraint",
    schema: "c",
    name: "part_pkey",
    of: { schema: "c", name: "part" },
    type: "primary key",
    definition: "PRIMARY KEY (a, b) INCLUDE (note) DEFERRABLE INITIALLY DEFERRED",
    options: ["fillfactor=50"],
    clustered: true,
    comment: "the key",
    indexComment: "its index",
  });
  expect(sql).toContain(
    "ADD CONSTRAINT part_pkey PRIMARY KEY (a, b) INCLUDE (note) WITH (fillfactor='50') DEFERRABLE INITIALLY DEFERRED;\n",
  );
  expect(objects["constraint c.whole whole_a_d_fkey"]).toMatchObject({
    type: "foreign key",
    needs: ["constraint c.part part_a_d_key", "table c.part"],
  });
  expect(objects["constraint c.whole by_index"]).toMatchObject({ needs: ["index c.part_e", "table c.part"] });
  expect(objects["constraint c.whole later"]).toMatchObject({ notValid: true });
  // What a plain CHECK needs must be there before its table.
  expect(sql.indexOf("FUNCTION c.positive")).toBeLessThan(sql.indexOf("CREATE TABLE c.checked"));
  expect(sql.indexOf("FUNCTION c.positive")).toBeGreaterThan(-1);
});

const CONSTRAINTS = `
  CREATE SCHEMA c;
  CREATE TABLE c.part (a int, b int, note text, d int, e int,
    PRIMARY KEY (a, b) INCLUDE (note) WITH (fillfactor = 50) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "Nulls" UNIQUE NULLS NOT DISTINCT (d, note) DEFERRABLE,
    UNIQUE (a, d), UNIQUE (note) INCLUDE (a) WITH (deduplicate_items = off));
  CREATE UNIQUE INDEX part_e ON c.part (e);
  ALTER TABLE c.part CLUSTER ON part_pkey;
  COMMENT ON CONSTRAINT part_pkey ON c.part IS 'the key';
  COMMENT ON INDEX c.part_pkey IS 'its index';
  CREATE TABLE c.whole (a int, b int, c int DEFAULT 0, d int, e int REFERENCES c.part (e) DEFERRABLE,
    FOREIGN KEY (a, d) REFERENCES c.part (a, d) MATCH FULL ON UPDATE CASCADE ON DELETE SET DEFAULT DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "set some" FOREIGN KEY (d, c) REFERENCES c.part (a, d) ON DELETE SET NULL (c) ON UPDATE RESTRICT,
    CONSTRAINT by_index FOREIGN KEY (c) REFERENCES c.part (e) ON DELETE SET DEFAULT (c));
  ALTER TABLE c.whole ADD CONSTRAINT later FOREIGN KEY (b) REFERENCES c.part (e) NOT VALID,
    ADD CONSTRAINT no_more CHECK (b < 10) NOT VALID,
    ADD CONSTRAINT alone CHECK (b > 1) NO INHERIT;
  CREATE TABLE c.self (id int PRIMARY KEY, up int REFERENCES c.self, other int);
  CREATE TABLE c.mate (id int PRIMARY KEY, self int REFERENCES c.self);
  ALTER TABLE c.self ADD FOREIGN KEY (other) REFERENCES c.mate;
  CREATE TABLE c.span (during tsrange, n int, name text,
    EXCLUDE USING gist (during WITH &&) WITH (fillfactor = 80) WHERE (n > 0) DEFERRABLE,
    CONSTRAINT "Expressed" EXCLUDE USING btree (lower(name) text_pattern_ops WITH =));
  ALTER INDEX c."Expressed" ALTER COLUMN 1 SET STATISTICS 77;
  CREATE FUNCTION c.positive(int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 > 0';
  CREATE TABLE c.checked (n int CONSTRAINT "Is positive" CHECK (c.positive(n)), t text DEFAULT c.positive(3)::text);
  CREATE TABLE c.key_as_identity (id int NOT NULL, UNIQUE (id));
  ALTER TABLE c.key_as_identity REPLICA IDENTITY USING INDEX key_as_identity_id_key;
  CREATE VIEW c.grouped AS SELECT id, up, count(*) FROM c.self GROUP BY id;
`;

const CONSTRAINTS_18 = `
  CREATE TABLE c.room (id int4range, valid daterange, PRIMARY KEY (id, valid WITHOUT OVERLAPS));
  CREATE TABLE c.booking (room int4range, valid daterange, n int,
    FOREIGN KEY (room, PERIOD valid) REFERENCES c.room (id, PERIOD valid),
    CONSTRAINT mere_hope CHECK (n > 0) NOT ENFORCED);
  CREATE TABLE c.loose (id int CONSTRAINT unenforced REFERENCES c.self NOT ENFORCED);
`;

test.for<Major>([15, 18])("indexes of PostgreSQL %i come back with every option", async (major) => {
  const { snapshot, sql } = await roundTrip(major, INDEXES);
  expect(snapshot.objects["index x.t_lower_idx"]).toEqual({
    kind: "index",
    schema: "x",
    name: "t_lower_idx",
    of: { schema: "x", name: "t" },
    definition:
      "CREATE INDEX t_lower_idx ON x.t USING btree (lower(a) COLLATE \"C\" text_pattern_ops DESC NULLS LAST, ((b + 1))) INCLUDE (c) WITH (fillfactor='70') WHERE (b > 0)",
    statistics: [
      [1, 100],
      [2, 0],
    ],
    comment: "found by name",
  });
  expect(snapshot.objects['index x."By own"']).toMatchObject({ needs: ["function x.own(integer)"] });
  expect(snapshot.objects["index x.identity"]).toMatchObject({ clustered: true, replicaIdentity: true });
  expect(sql).toContain(
    "ALTER TABLE x.t CLUSTER ON identity;\nALTER TABLE x.t REPLICA IDENTITY USING INDEX identity;\n",
  );
});

const INDEXES = `
  CREATE SCHEMA x;
  CREATE TABLE x.t (a text, b int NOT NULL, c text, j jsonb, r int4range, arr int[], name varchar(10));
  CREATE INDEX t_lower_idx ON x.t (lower(a) COLLATE "C" text_pattern_ops DESC NULLS LAST, (b + 1)) INCLUDE (c) WITH (fillfactor = 70) WHERE b > 0;
  ALTER INDEX x.t_lower_idx ALTER COLUMN 1 SET STATISTICS 100, ALTER COLUMN 2 SET STATISTICS 0;
  COMMENT ON INDEX x.t_lower_idx IS 'found by name';
  CREATE UNIQUE INDEX nulls ON x.t (b, c) NULLS NOT DISTINCT;
  CREATE UNIQUE INDEX identity ON x.t (b);
  ALTER TABLE x.t CLUSTER ON identity, REPLICA IDENTITY USING INDEX identity;
  CREATE INDEX gin ON x.t USING gin (j jsonb_path_ops, arr) WITH (fastupdate = off, gin_pending_list_limit = 64);
  CREATE INDEX gist ON x.t USING gist (r, to_tsvector('english', a) tsvector_ops (siglen = 100));
  CREATE INDEX brin ON x.t USING brin (b int4_minmax_multi_ops (values_per_range = 16)) WITH (pages_per_range = 8);
  CREATE INDEX hash ON x.t USING hash (c);
  CREATE INDEX spgist ON x.t USING spgist (c);
  CREATE INDEX "Desc" ON x.t (b DESC, name NULLS FIRST, c COLLATE "POSIX");
  CREATE INDEX plain ON x.t (name, arr, b);
  CREATE INDEX pattern ON x.t (name varchar_pattern_ops);
  CREATE FUNCTION x.own(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1';
  CREATE INDEX "By own" ON x.t (x.own(b));
`;

test("an index that is not valid is in the snapshot and not in the dump", async () => {
  const { connection } = await openDatabase(18);
  await connection.run("CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1)");
  await expect(connection.query("CREATE UNIQUE INDEX CONCURRENTLY broken ON t (a)")).rejects.toThrow(
    "could not create",
  );
  const snapshot = await readSnapshot(connection);
  expect(snapshot.objects["index public.broken"]).toMatchObject({ invalid: true });
  expect(scriptOf(snapshot)).not.toContain("broken");
});
