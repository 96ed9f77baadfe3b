import { expect, test } from "vitest";
import { MAJORS } from "../support/cluster.js";
import { kitchenSink } from "./kitchen-sink.js";
import { roundTrip } from "./round-trip.js";

test.for(MAJORS)(
  "casts, operators, their families and classes of PostgreSQL %i come back as they were",
  async (major) => {
    const { snapshot, sql } = await roundTrip(major, kitchenSink(major, "30"));
    const { objects } = snapshot;
    expect(Object.values(objects).filter(({ kind }) => kind === "cast")).toEqual([
      { kind: "cast", name: "bigint AS xid8" },
      {
        kind: "cast",
        name: "integer AS operators.point",
        with: "FUNCTION operators.from_int(integer,integer,boolean)",
        as: "IMPLICIT",
        needs: ["composite type operators.point", "function operators.from_int(integer, integer, boolean)"],
      },
      {
        kind: "cast",
        name: "operators.point AS integer",
        with: "FUNCTION operators.to_int(operators.point)",
        as: "ASSIGNMENT",
        comment: "the 'first' \\ number",
        needs: ["composite type operators.point", "function operators.to_int(operators.point)"],
      },
      {
        kind: "cast",
        name: "operators.point AS operators.shop",
        with: "INOUT",
        needs: ["composite type operators.point", "table operators.shop"],
      },
      {
        kind: "cast",
        name: "operators.shop AS text",
        with: 'FUNCTION operators."to Text"(operators.shop)',
        needs: ['function operators."to Text"(operators.shop)', "table operators.shop"],
      },
      {
        kind: "cast",
        name: "operators.size[] AS integer[]",
        with: "INOUT",
        as: "ASSIGNMENT",
        needs: ["enum type operators.size"],
      },
      {
        kind: "cast",
        name: "text AS operators.size",
        with: "INOUT",
        as: "IMPLICIT",
        needs: ["enum type operators.size"],
      },
    ]);
    expect(objects["operator operators.= (operators.point, operators.point)"]).toMatchObject({
      name: "=",
      options: {
        FUNCTION: "operators.eq",
        COMMUTATOR: "OPERATOR(operators.=)",
        NEGATOR: "OPERATOR(operators.<>)",
        MERGES: true,
        HASHES: true,
        RESTRICT: "eqsel",
        JOIN: "eqjoinsel",
      },
      needs: ["composite type operators.point", "function operators.eq(operators.point, operators.point)"],
    });
    expect(objects['operator "Operators ""too""".!!- (NONE, operators.point)']).toMatchObject({
      options: { RIGHTARG: "operators.point" },
      comment: "less",
    });
    expect(Object.keys(objects)).not.toContain("operator operators.==== (integer, operators.point)");
    expect(objects["operator family operators.points USING btree"]).toMatchObject({
      members: [
        "OPERATOR 3 operators.=(operators.point,integer)",
        "FUNCTION 1 (operators.point, integer) operators.cmp_int(operators.point,integer)",
      ],
      needs: [
        "function operators.cmp_int(operators.point, integer)",
        "operator operators.= (operators.point, integer)",
      ].map((need) => expect.stringContaining(need) as string),
      comment: "of points",
    });
    expect(objects["operator class operators.point_order USING btree"]).toMatchObject({
      type: "operators.point",
      default: true,
      family: "operators.points",
      needs: expect.arrayContaining([
        "composite type operators.point",
        "function operators.cmp(operators.point, operators.point)",
        "operator family operators.points USING btree",
        "operator operators.< (operators.point, operators.point)",
      ]) as string[],
    });
    expect(sql).toContain(`
CREATE OPERATOR CLASS operators.point_hash DEFAULT FOR TYPE operators.point USING hash FAMILY operators.point_hash AS
    OPERATOR 1 operators.=(operators.point,operators.point),
    FUNCTION 1 (operators.point, operators.point) operators.hash(operators.point);
`);
    expect(sql).toContain(
      `CREATE OPERATOR CLASS operators.nothing FOR TYPE integer USING brin FAMILY operators.nothing AS\n    STORAGE integer;\n`,
    );
    expect(objects['conversion operators."to Latin"']).toMatchObject({ from: "UTF8", to: "LATIN1", default: true });
  },
);
