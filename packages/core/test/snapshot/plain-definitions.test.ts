import { expect, test } from "vitest";
import { readSnapshot } from "../../src/catalog/read-snapshot.js";
import { MAJORS } from "../support/cluster.js";
import { openDatabase } from "./round-trip.js";

test.for(MAJORS)("definitions of keys and indexes of PostgreSQL %i are as the server writes them", async (major) => {
  const { connection } = await openDatabase(major);
  await connection.run(SCRIPT);
  const { objects } = await readSnapshot(connection);
  await connection.run("SET search_path = ''");
  const written = await connection.values(
    `SELECT 'index ' || i.indexrelid::regclass, pg_get_indexdef(i.indexrelid)
      FROM pg_index i WHERE indrelid >= 16384 AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype <> 'f')
        AND indrelid::regclass::text !~ '^pg_toast'
    UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || quote_ident(conname), pg_get_constraintdef(oid)
      FROM pg_constraint WHERE contype IN ('p', 'u', 'f') AND conrelid >= 16384`,
  );
  expect(written.length).toBeGreaterThan(40);
  const read = Object.fromEntries(
    Object.entries(objects).flatMap(([key, object]) => ("definition" in object ? [[key, object.definition]] : [])),
  );
  expect(read).toEqual(Object.fromEntries(written));
});

const TYPES = [
  "bigint",
  "boolean",
  "bytea",
  '"char"',
  "char(3)",
  "date",
  "double precision",
  "inet",
  "cidr",
  "integer",
  "interval",
  "jsonb",
  "money",
  "name",
  "numeric(10,2)",
  "oid",
  "text",
  "timestamptz",
  "tsvector",
  "uuid",
  "varbit",
  "varchar",
  "varchar(20)",
  "s.of_text",
  "s.state",
  "s.pair",
  "int[]",
  "int4range",
];

const SCRIPT = `
  CREATE SCHEMA s;
  CREATE DOMAIN s.of_text AS text;
  CREATE TYPE s.state AS ENUM ('a', 'b');
  CREATE TYPE s.pair AS (a int, b text);
  CREATE TABLE s.types (${TYPES.map((type, at) => `"c ${at}" ${type}`).join(", ")});
  ${TYPES.map((_, at) => `CREATE INDEX types_${at} ON s.types ("c ${at}");`).join("\n  ")}
  CREATE TABLE s."T" (a int, "B" text COLLATE "C", c varchar, "select" oid, PRIMARY KEY (a, "B"), UNIQUE (c),
    UNIQUE ("select") DEFERRABLE, UNIQUE (a) INCLUDE (c), UNIQUE NULLS NOT DISTINCT (c, a));
  CREATE UNIQUE INDEX several ON s."T" ("B", a, "select") WHERE a > 0 AND c IS NOT NULL;
  CREATE UNIQUE INDEX "nulls once" ON s."T" (c) NULLS NOT DISTINCT;
  CREATE INDEX pattern ON s."T" (c varchar_pattern_ops, "B" text_pattern_ops);
  CREATE INDEX collated ON s."T" (c COLLATE "C");
  CREATE INDEX same_collation ON s."T" ("B" COLLATE "C");
  CREATE INDEX other_class ON s."T" (c text_ops);
  CREATE INDEX descending ON s."T" (a, c DESC);
  CREATE INDEX nulls_first ON s."T" (a NULLS FIRST);
  CREATE INDEX expression ON s."T" (a, (a + 1));
  CREATE INDEX including ON s."T" (a) INCLUDE (c);
  CREATE INDEX filled ON s."T" (a) WITH (fillfactor = 50);
  CREATE INDEX hash ON s."T" USING hash (a);
  CREATE TABLE s.refers (a int, "B" text COLLATE "C", c varchar REFERENCES s."T" (c) ON UPDATE CASCADE ON DELETE SET NULL,
    d int, FOREIGN KEY (a, "B") REFERENCES s."T", FOREIGN KEY (d, "B") REFERENCES s."T" MATCH FULL,
    CONSTRAINT "Restricted" FOREIGN KEY (d, "B") REFERENCES s."T" ON UPDATE RESTRICT ON DELETE SET DEFAULT,
    CONSTRAINT partly FOREIGN KEY (d, "B") REFERENCES s."T" ON DELETE SET NULL (d),
    CONSTRAINT late FOREIGN KEY (d, "B") REFERENCES s."T" DEFERRABLE INITIALLY DEFERRED);
  ALTER TABLE s.refers ADD CONSTRAINT unproven FOREIGN KEY (d, "B") REFERENCES s."T" NOT VALID;
  CREATE TABLE s.parted (a int, b int, PRIMARY KEY (a)) PARTITION BY LIST (a);
  CREATE TABLE s.part PARTITION OF s.parted DEFAULT;
  CREATE INDEX parted_b ON s.parted (b);
  CREATE MATERIALIZED VIEW s.seen AS SELECT 1 AS a;
  CREATE INDEX seen_a ON s.seen (a);
`;
