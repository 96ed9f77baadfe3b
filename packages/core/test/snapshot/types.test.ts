import { expect, test } from "vitest";
import { MAJORS } from "../support/cluster.js";
import { kitchenSink } from "./kitchen-sink.js";
import { roundTrip } from "./round-trip.js";

test.for(MAJORS)(
  "collations, composite types, domains and ranges of PostgreSQL %i come back as they were",
  async (major) => {
    const { snapshot, sql } = await roundTrip(major, kitchenSink(major, "1"));
    const { objects } = snapshot;
    expect(objects['collation types."Any Case"']).toEqual({
      kind: "collation",
      schema: "types",
      name: "Any Case",
      options: { provider: "icu", locale: "'und-u-ks-level2'", deterministic: "false" },
      comment: "it's \"A\" = 'a' \\ here",
    });
    expect(objects["composite type types.place"]).toMatchObject({
      columns: [
        { name: "Street No", type: "character varying(20)" },
        { name: "select", type: "numeric(10,2)[]", comment: "a keyword" },
        { name: "tag", type: "text", collation: "types.plain" },
        { name: "größe", type: "double precision", comment: "in m²" },
        { name: "since", type: "timestamp(3) with time zone" },
        { name: "span", type: "interval day to second(2)" },
      ],
      needs: ["collation types.plain"],
    });
    expect(objects["domain types.age"]).toEqual({
      kind: "domain",
      schema: "types",
      name: "age",
      type: "integer",
      default: "18",
      constraints: [
        { definition: "NOT NULL" },
        { name: "age_check", definition: "CHECK ((VALUE < 150))" },
        { name: "at least", definition: "CHECK ((VALUE >= 0))", comment: "nobody's \\ below" },
      ],
      comment: "years",
    });
    expect(objects["domain types.even"]?.needs).toEqual(["function types.is_even(integer)"]);
    expect(objects["domain types.names"]?.needs).toEqual(["collation types.german", "domain types.name"]);
    expect(objects['domain types."row"']?.needs).toEqual(["table types.everything"]);
    expect(objects["domain types.float_ranges"]?.needs).toEqual(["range type types.float_range"]);
    expect(objects["view types.made"]?.needs).toEqual([
      'range type types."Text Range"',
      "range type types.float_range",
    ]);
    expect(objects['range type types."Text Range"']).toMatchObject({
      options: {
        SUBTYPE: "text",
        MULTIRANGE_TYPE_NAME: 'types."Text Ranges"',
        SUBTYPE_OPCLASS: "pg_catalog.text_pattern_ops",
        COLLATION: "types.plain",
      },
      needs: ["collation types.plain"],
    });
    const at = (statement: string): number => {
      expect(sql).toContain(`\n${statement}`);
      return sql.indexOf(`\n${statement}`);
    };
    expect(at("CREATE TYPE types.day_range;")).toBeLessThan(at("CREATE FUNCTION types.canonical(types.day_range)"));
    expect(at("CREATE FUNCTION types.canonical(")).toBeLessThan(at("CREATE TYPE types.day_range AS RANGE ("));
    expect(at("CREATE DOMAIN types.circular AS integer;")).toBeLessThan(at("CREATE FUNCTION types.is_round("));
    expect(at("CREATE FUNCTION types.is_round(")).toBeLessThan(
      at("ALTER DOMAIN types.circular ADD CONSTRAINT round CHECK (types.is_round("),
    );
    expect(at("ALTER DOMAIN types.checked_later ADD CONSTRAINT later CHECK ((VALUE > 0)) NOT VALID;")).toBeGreaterThan(
      at("CREATE VIEW types.made"),
    );
  },
);

test.for(MAJORS.filter((major) => major >= 17))("NOT NULL of a domain has a name in PostgreSQL %i", async (major) => {
  const { snapshot } = await roundTrip(major, kitchenSink(major, "1"));
  expect(snapshot.objects["domain types.named_not_null"]).toMatchObject({
    constraints: [{ name: "never empty", definition: "NOT NULL", comment: "always there" }],
  });
  expect(snapshot.objects["domain types.commented_not_null"]).toMatchObject({
    constraints: [{ definition: "NOT NULL", comment: "by the name that it got" }],
  });
});
