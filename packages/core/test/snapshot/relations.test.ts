import { expect, test } from "vitest";
import { readSnapshot } from "../../src/catalog/read-snapshot.js";
import type { Major } from "../../src/types/major.js";
import { openDatabase, roundTrip, scriptOf } from "./round-trip.js";

test.for<Major>([15, 18])("materialised views of PostgreSQL %i come back, refreshed in their order", async (major) => {
  const { snapshot, sql } = await roundTrip(
    major,
    `CREATE SCHEMA m;
    CREATE TABLE m.base (id int PRIMARY KEY, t text);
    CREATE MATERIALIZED VIEW m.z (id, "Text") WITH (fillfactor = 60, toast.autovacuum_enabled = false) AS SELECT id, t FROM m.base;
    CREATE VIEW m.between AS SELECT * FROM m.z;
    CREATE MATERIALIZED VIEW m.a AS SELECT * FROM m.between;
    CREATE MATERIALIZED VIEW m.empty AS SELECT 1 AS one WITH NO DATA;
    CREATE UNIQUE INDEX z_id ON m.z (id);
    ALTER MATERIALIZED VIEW m.z CLUSTER ON z_id;
    ALTER MATERIALIZED VIEW m.z ALTER COLUMN "Text" SET STATISTICS 10, ALTER COLUMN "Text" SET STORAGE external;
    COMMENT ON MATERIALIZED VIEW m.z IS 'kept';
    COMMENT ON COLUMN m.z.id IS 'its key';
    CREATE MATERIALIZED VIEW m.counted AS SELECT id, t, count(*) FROM m.base GROUP BY id;
    CREATE FUNCTION m.of_row(m.z) RETURNS int LANGUAGE sql AS 'SELECT 1';
    CREATE FUNCTION m.of_rows(m.z[]) RETURNS int LANGUAGE sql AS 'SELECT 1';`,
  );
  expect(snapshot.objects["materialized view m.z"]).toMatchObject({
    columns: [
      { name: "id", type: "integer", comment: "its key" },
      { name: "Text", type: "text", storage: "external", statistics: 10 },
    ],
    options: ["fillfactor=60", "toast.autovacuum_enabled=false"],
    comment: "kept",
  });
  expect(snapshot.objects["materialized view m.empty"]).toMatchObject({ unpopulated: true });
  expect(snapshot.objects["index m.z_id"]).toMatchObject({ clustered: true, of: { schema: "m", name: "z" } });
  const refreshed = [...sql.matchAll(/^REFRESH MATERIALIZED VIEW (.*);$/gm)].map(([, name]) => name);
  expect(refreshed).toEqual(["m.z", "m.a", "m.counted"]);
});

test.for<Major>([15, 18])(
  "wrappers, servers, mappings and foreign tables of PostgreSQL %i come back",
  async (major) => {
    const { snapshot } = await roundTrip(
      major,
      `CREATE SCHEMA f;
    CREATE FUNCTION f.check_options(text[], oid) RETURNS boolean LANGUAGE sql AS 'SELECT true';
    CREATE FOREIGN DATA WRAPPER "Plain";
    CREATE FOREIGN DATA WRAPPER files VALIDATOR f.check_options OPTIONS (level 'a=b', "Odd Name" 'it''s');
    CREATE SERVER archive TYPE 'file' VERSION '1.0' FOREIGN DATA WRAPPER files OPTIONS (root '/srv/a', mode E'b\\\\s');
    CREATE SERVER "Other" FOREIGN DATA WRAPPER "Plain";
    CREATE USER MAPPING FOR PUBLIC SERVER archive;
    CREATE USER MAPPING FOR CURRENT_USER SERVER "Other";
    CREATE FOREIGN TABLE f.lines (n int OPTIONS (place '1', width '7') NOT NULL DEFAULT 3 CHECK (n > 0), t text COLLATE "C")
      SERVER archive OPTIONS (file 'x.txt');
    CREATE TABLE f.year (n int NOT NULL, t text) PARTITION BY RANGE (n);
    CREATE FOREIGN TABLE f.old PARTITION OF f.year FOR VALUES FROM (0) TO (10) SERVER "Other";
    CREATE TABLE f.parent (n int, t text DEFAULT 'x' CHECK (t <> ''));
    CREATE FOREIGN TABLE f.child (own int) INHERITS (f.parent) SERVER "Other";
    CREATE FUNCTION f.of_row(f.lines) RETURNS int LANGUAGE sql AS 'SELECT 1';
    COMMENT ON FOREIGN DATA WRAPPER files IS 'of files';
    COMMENT ON SERVER archive IS 'of archives';
    COMMENT ON FOREIGN TABLE f.lines IS 'each line';
    COMMENT ON COLUMN f.lines.n IS 'its number';
    COMMENT ON CONSTRAINT lines_n_check ON f.lines IS 'from 1';`,
    );
    const { objects } = snapshot;
    expect(objects["foreign-data wrapper files"]).toEqual({
      kind: "foreign-data wrapper",
      name: "files",
      validator: "f.check_options",
      options: ["level=a=b", "Odd Name=it's"],
      comment: "of files",
      needs: ["function f.check_options(text[], oid)"],
    });
    expect(objects["foreign server archive"]).toMatchObject({ wrapper: "files", type: "file", version: "1.0" });
    expect(objects["user mapping public archive"]).toEqual({
      kind: "user mapping",
      name: "public",
      server: "archive",
      needs: ["foreign server archive"],
    });
    expect(objects["foreign table f.lines"]).toMatchObject({
      columns: [{ name: "n", options: ["place=1", "width=7"], default: "3", notNull: true }, { name: "t" }],
      needs: ["foreign server archive"],
    });
    expect(objects["foreign table f.old"]).toMatchObject({ partitionOf: { schema: "f", name: "year" } });
  },
);

test("no secret of foreign data gets into a snapshot, and what has one is not written", async () => {
  const { connection } = await openDatabase(18);
  await connection.run(`
    CREATE FOREIGN DATA WRAPPER w OPTIONS (api_key 'S3cret-1');
    CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'db', "Password" 'S3cret-2', url 'https://me:S3cret-3@db/x');
    CREATE USER MAPPING FOR CURRENT_USER SERVER s OPTIONS (user 'S3cret-4', password 'S3cret-5');
    CREATE FOREIGN TABLE t (key int OPTIONS (key 'true')) SERVER s OPTIONS (source 'host=db password=S3cret-6', file 'x');
    CREATE SERVER open FOREIGN DATA WRAPPER w OPTIONS (host 'db');`);
  const { objects, ...rest } = await readSnapshot(connection);
  expect(JSON.stringify(objects)).not.toContain("S3cret");
  expect(objects["foreign-data wrapper w"]).toMatchObject({ hidden: ["api_key"] });
  expect(objects["foreign server s"]).toMatchObject({ options: ["host=db"], hidden: ["Password", "url"] });
  expect(objects["user mapping postgres s"]).toMatchObject({ hidden: ["user", "password"] });
  expect(objects["foreign table public.t"]).toMatchObject({ options: ["file=x"], hidden: ["source"] });
  for (const key of ["foreign server s", "user mapping postgres s"])
    expect(() => scriptOf({ ...rest, objects: { [key]: objects[key]! } })).toThrow(
      expect.objectContaining({ code: "KIND_NOT_MODELLED", message: expect.stringContaining(`${key} (its options `) }),
    );
  expect(scriptOf({ ...rest, objects: { "foreign server open": objects["foreign server open"]! } })).toBe(
    "CREATE SERVER open FOREIGN DATA WRAPPER w OPTIONS (host 'db');\n",
  );
});

test.for<Major>([15, 18])(
  "tables of PostgreSQL %i that wait for functions of their own rows come back",
  async (major) => {
    const { snapshot, sql } = await roundTrip(
      major,
      `CREATE SCHEMA o;
    CREATE TABLE o.t (a int, b int, c int GENERATED ALWAYS AS (1) STORED, d int NOT NULL, PRIMARY KEY (a));
    CREATE FUNCTION o.right(o.t) RETURNS boolean IMMUTABLE LANGUAGE sql RETURN $1.a > 0;
    CREATE FUNCTION o.next(int DEFAULT NULL) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT max(a) + 1 FROM o.t; END;
    CREATE FUNCTION o.twice(int) RETURNS int IMMUTABLE LANGUAGE sql RETURN (SELECT $1 * 2 FROM (SELECT NULL::o.t) x);
    ALTER TABLE o.t ALTER COLUMN b SET DEFAULT o.next(), ADD CONSTRAINT is_right CHECK (o.right(t)),
      ADD CONSTRAINT plain CHECK (b > 0);
    ALTER TABLE o.t DROP COLUMN c, ADD COLUMN c int GENERATED ALWAYS AS (o.twice(a)) STORED, ADD COLUMN last text DEFAULT 'x';
    COMMENT ON COLUMN o.t.c IS 'twice';
    CREATE VIEW o.v AS SELECT * FROM o.t WHERE o.right(t);
    CREATE INDEX expressed ON o.t (o.right(t));`,
    );
    expect(snapshot.objects["table o.t"]).toMatchObject({
      columns: [
        { name: "a" },
        { name: "b", needs: ["function o.next(integer)"] },
        { name: "d" },
        { name: "c" },
        { name: "last" },
      ],
    });
    expect(sql).toContain(`CREATE TABLE o.t (
    a integer NOT NULL,
    b integer,
    d integer NOT NULL
);
`);
  },
);
