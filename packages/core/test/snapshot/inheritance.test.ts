import { expect, test } from "vitest";
import type { Major } from "../../src/types/major.js";
import { roundTrip } from "./round-trip.js";

test.for<Major>([15, 16, 17, 18])(
  "partitions of PostgreSQL %i keep their columns' order, names and indexes",
  async (major) => {
    const { snapshot, sql } = await roundTrip(major, PARTITIONS);
    expect(snapshot.objects["table p.y2020"]).toMatchObject({
      partitionOf: { schema: "p", name: "event" },
      bound: "FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
      columns: [{ name: "note" }, { name: "at" }, { name: "id" }, { name: "kind", default: "'late'::text" }],
    });
    expect(snapshot.objects["constraint p.y2020 event_id_check"]).toMatchObject({ inherited: true });
    expect(snapshot.objects["constraint p.y2020 y2020_pkey"]).toMatchObject({
      attachedTo: { schema: "p", name: "event_pkey" },
    });
    expect(snapshot.objects["index p.event_by_note"]).toMatchObject({
      definition: expect.stringContaining("ON ONLY p.event"),
    });
    expect(Object.keys(snapshot.objects).filter((key) => key.includes("fkey"))).toEqual([
      "constraint p.event event_kind_fkey",
      "constraint p.one one_event_id_event_at_fkey",
    ]);
    expect(sql).toContain(
      "ALTER TABLE ONLY p.y2021 ATTACH PARTITION p.y2021_a FOR VALUES FROM (MINVALUE) TO ('100');\n",
    );
  },
);

const PARTITIONS = `
  CREATE SCHEMA p;
  CREATE TABLE p.kind (name text PRIMARY KEY);
  CREATE TABLE p.event (id bigint CHECK (id > 0), at date NOT NULL, kind text DEFAULT 'new' REFERENCES p.kind, note text,
    PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
  CREATE TABLE p.y2020 (note text, gone int, at date NOT NULL, id bigint NOT NULL CHECK (id < 1000), kind text DEFAULT 'late',
    CONSTRAINT event_id_check CHECK (id > 0));
  ALTER TABLE p.y2020 DROP COLUMN gone;
  ALTER TABLE p.event ATTACH PARTITION p.y2020 FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
  CREATE TABLE p.y2021 PARTITION OF p.event FOR VALUES FROM ('2021-01-01') TO ('2022-01-01') PARTITION BY RANGE (id);
  CREATE TABLE p.y2021_a PARTITION OF p.y2021 FOR VALUES FROM (MINVALUE) TO (100) WITH (fillfactor = 60);
  CREATE TABLE p.y2021_rest PARTITION OF p.y2021 DEFAULT;
  CREATE TABLE p.alone PARTITION OF p.event DEFAULT;
  CREATE INDEX event_by_note ON p.event (note) WHERE note <> '';
  CREATE INDEX own ON p.y2020 (kind);
  CREATE INDEX not_everywhere ON ONLY p.event (id);
  CREATE INDEX half ON p.y2020 (id);
  ALTER INDEX p.not_everywhere ATTACH PARTITION p.half;
  CREATE TABLE p.one (event_id bigint, event_at date, FOREIGN KEY (event_id, event_at) REFERENCES p.event);
  CREATE TABLE p.hashed (a int, b text COLLATE "C") PARTITION BY HASH (a, b text_pattern_ops);
  CREATE TABLE p.hashed_0 PARTITION OF p.hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
  CREATE TABLE p.listed (k text, n int) PARTITION BY LIST (lower(k));
  CREATE TABLE p.listed_a PARTITION OF p.listed FOR VALUES IN ('a', 'it''s', NULL);
  ALTER TABLE p.listed ADD CONSTRAINT positive CHECK (n > 0) NOT VALID;
  CREATE TABLE p.listed_b PARTITION OF p.listed DEFAULT;
  COMMENT ON TABLE p.y2020 IS 'a bad year';
  COMMENT ON INDEX p.event_by_note IS 'of all years';
  COMMENT ON INDEX p.event_pkey IS 'the key';
  COMMENT ON CONSTRAINT event_pkey ON p.event IS 'the constraint';
`;

test.for<Major>([15, 16, 17, 18])(
  "children of PostgreSQL %i have what their parents give and what is their own",
  async (major) => {
    const { snapshot, sql } = await roundTrip(major, INHERITED + (major >= 18 ? INHERITED_18 : ""));
    expect(snapshot.objects["table i.child"]).toMatchObject({
      inherits: [
        { schema: "i", name: "parent" },
        { schema: "i", name: "Other" },
      ],
      columns: [
        { name: "a", inherited: true, default: "2" },
        { name: "b", inherited: true },
        { name: "c", inherited: true },
        { name: "own" },
      ],
    });
    expect(sql).toContain(`CREATE TABLE i.child (
    own text DEFAULT 'x'::text NOT NULL,
    CONSTRAINT child_own_check CHECK ((own <> ''::text))
) INHERITS (i.parent, i."Other");
ALTER TABLE ONLY i.child ALTER COLUMN a SET DEFAULT 2;
ALTER TABLE ONLY i.child ALTER COLUMN b DROP DEFAULT;
`);
    expect(sql).toContain(
      `ALTER TABLE ONLY i.adopted INHERIT i."Other";\nALTER TABLE ONLY i.adopted INHERIT i.parent;\n`,
    );
  },
);

const INHERITED = `
  CREATE SCHEMA i;
  CREATE TABLE i.parent (a int DEFAULT 1 CHECK (a > 0), b text DEFAULT 'b', CONSTRAINT mine CHECK (b <> 'c') NO INHERIT);
  CREATE TABLE i."Other" (c int NOT NULL);
  CREATE TABLE i.child (own text NOT NULL DEFAULT 'x' CHECK (own <> '')) INHERITS (i.parent, i."Other");
  ALTER TABLE i.child ALTER COLUMN a SET DEFAULT 2, ALTER COLUMN b DROP DEFAULT;
  CREATE TABLE i.grandchild (a int DEFAULT 7, d int) INHERITS (i.child);
  CREATE TABLE i.adopted (own int, b text, c int NOT NULL, a int, CONSTRAINT parent_a_check CHECK (a > 0));
  ALTER TABLE i.adopted INHERIT i."Other", INHERIT i.parent;
  ALTER TABLE i.parent ADD CONSTRAINT later CHECK (a < 1000) NOT VALID;
  CREATE INDEX ON i.child (a);
  CREATE TABLE i.strict () INHERITS (i.parent);
  ALTER TABLE i.strict ALTER COLUMN b SET NOT NULL;
`;

const INHERITED_18 = `
  CREATE TABLE i.named (CONSTRAINT "Named" NOT NULL c, CONSTRAINT "Also named" NOT NULL d) INHERITS (i.grandchild);
  CREATE TABLE i.merged (c int) INHERITS (i."Other");
`;
