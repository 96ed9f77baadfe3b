import { expect, test } from "vitest";
import { readKeyDefinition, readUniqueIndex } from "./read-definition.js";

test("keys are read as the server writes them", () => {
  expect(readKeyDefinition("PRIMARY KEY (id)")).toEqual({ columns: ["id"] });
  expect(readKeyDefinition('UNIQUE NULLS NOT DISTINCT (a, "B ""c"", (d)") INCLUDE (e)')).toEqual({
    columns: ["a", 'B "c", (d)'],
  });
  expect(readKeyDefinition("PRIMARY KEY (id, valid_at WITHOUT OVERLAPS)")).toEqual({ columns: ["id", "valid_at"] });
  expect(readKeyDefinition("CHECK ((a > 0))")).toBeUndefined();
  expect(readKeyDefinition("EXCLUDE USING gist (a WITH =)")).toBeUndefined();
});

test("a foreign key names what it refers to", () => {
  expect(
    readKeyDefinition(
      'FOREIGN KEY (org, "Project") REFERENCES sys."Odd.one"(a, b) MATCH FULL ON DELETE SET NULL (org)',
    ),
  ).toEqual({
    columns: ["org", "Project"],
    references: { table: { schema: "sys", name: "Odd.one" }, columns: ["a", "b"] },
  });
  expect(readKeyDefinition("FOREIGN KEY (id, PERIOD valid_at) REFERENCES s.t(id, PERIOD valid_at)")).toEqual({
    columns: ["id", "valid_at"],
    references: { table: { schema: "s", name: "t" }, columns: ["id", "valid_at"] },
  });
});

test("a unique index counts when it is whole and of columns alone", () => {
  const index = 'CREATE UNIQUE INDEX "x USING y" ON ONLY public.t USING btree ';
  expect(
    readUniqueIndex(`${index}(a, b DESC NULLS LAST) INCLUDE (c) NULLS NOT DISTINCT WITH (fillfactor='70')`),
  ).toEqual(["a", "b"]);
  expect(readUniqueIndex(`${index}(a COLLATE "C" text_pattern_ops)`)).toEqual(["a"]);
  expect(readUniqueIndex(`${index}(a) WHERE (b > 0)`)).toBeUndefined();
  expect(readUniqueIndex(`${index}(lower(a))`)).toBeUndefined();
  expect(readUniqueIndex(`${index}(a, ((b || c)))`)).toBeUndefined();
  expect(readUniqueIndex("CREATE INDEX x ON public.t USING btree (a)")).toBeUndefined();
});
