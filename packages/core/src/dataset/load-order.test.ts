import fc from "fast-check";
import { expect, test } from "vitest";
import { orderRows } from "./load-order.js";
import { removalOrder, unreferenced } from "./removal-order.js";
import type { ResolvedRow, ResolvedValue } from "./resolved-row.js";
import type { TableShape } from "./table-shape.js";

const place = { file: "f" };

/** A table whose rows may reference rows of its own and of the other tables by the nullable columns t0, t1, … */
function table(oid: number, count: number): TableShape {
  const column = (name: string, notNull: boolean) => ({
    name,
    type: "int4",
    isJson: false,
    isText: false,
    notNull,
    hasDefault: notNull,
    identity: "" as const,
    generated: false,
  });
  return {
    schema: "s",
    name: `t${oid}`,
    oid,
    kind: "r",
    key: ["id"],
    columns: [column("id", true), ...Array.from({ length: count }, (_, index) => column(`t${index}`, false))],
    foreignKeys: Array.from({ length: count }, (_, index) => ({
      constraint: `s.t${oid}_t${index}`,
      columns: [`t${index}`],
      target: { schema: "s", name: `t${index}` },
      targetOid: index,
      targetColumns: ["id"],
      deferrable: false,
    })),
  };
}

const graphs = fc
  .record({ tables: fc.integer({ min: 1, max: 3 }), rows: fc.integer({ min: 0, max: 12 }) })
  .chain(({ tables, rows }) =>
    fc.record({
      tables: fc.constant(tables),
      tableOf: fc.array(fc.nat(tables - 1), { minLength: rows, maxLength: rows }),
      references: fc.array(fc.tuple(fc.nat(Math.max(0, rows - 1)), fc.nat(Math.max(0, rows - 1))), {
        maxLength: rows === 0 ? 0 : 20,
      }),
    }),
  );

function rowsOf({
  tables,
  tableOf,
  references,
}: {
  tables: number;
  tableOf: number[];
  references: [number, number][];
}): ResolvedRow[] {
  const shapes = Array.from({ length: tables }, (_, oid) => table(oid, tables));
  return tableOf.map((own, index) => {
    const values = new Map<string, ResolvedValue>();
    for (const [from, to] of references) {
      if (from !== index) continue;
      const target = shapes[tableOf[to]!]!;
      values.set(`t${target.oid}`, { kind: "reference", target, label: String(to), column: "id", place });
    }
    return { shape: shapes[own]!, label: String(index), place, values };
  });
}

test("each row follows those it references, unless the reference is set later; none is lost", () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const rows = rowsOf(graph);
      const { waves, later, deferred } = orderRows(rows);
      expect(deferred).toEqual([]);
      expect(
        waves
          .flat()
          .map(({ label }) => label)
          .toSorted(),
      ).toEqual(rows.map(({ label }) => label).toSorted());
      const done = new Set<string>();
      for (const wave of waves) {
        expect(new Set(wave.map(({ shape }) => shape.oid)).size).toBe(1);
        for (const { values } of wave) {
          for (const value of values.values())
            expect(value.kind === "literal" ? value.json === "null" : done.has(value.label)).toBe(true);
        }
        for (const { label } of wave) done.add(label);
      }
      // What was cut is what the row wanted.
      for (const row of rows) {
        const loaded = waves.flat().find(({ label }) => label === row.label)!;
        const whole = new Map([
          ...loaded.values,
          ...later.filter(({ label }) => label === row.label).flatMap(({ values }) => [...values]),
        ]);
        expect(whole).toEqual(row.values);
      }
    }),
  );
});

test("without circles nothing is cut, and the tables that others reference come first", () => {
  const [a, b] = [table(0, 1), table(1, 1)];
  const reference = (label: string): ResolvedValue => ({ kind: "reference", target: a, label, column: "id", place });
  const rows: ResolvedRow[] = [
    { shape: b, label: "b1", place, values: new Map([["t0", reference("a2")]]) },
    { shape: b, label: "b2", place, values: new Map() },
    { shape: a, label: "a1", place, values: new Map([["t0", reference("a2")]]) },
    { shape: a, label: "a2", place, values: new Map() },
  ];
  const { waves, later } = orderRows(rows);
  expect(waves.map((wave) => wave.map(({ label }) => label))).toEqual([["a2"], ["a1"], ["b1", "b2"]]);
  expect(later).toEqual([]);
});

test("the time for a long chain does not grow with its square", () => {
  const shape = table(0, 1);
  const last = 100_000;
  const rows = Array.from({ length: last + 1 }, (_, index): ResolvedRow => ({
    shape,
    label: String(index),
    place,
    values:
      index === last
        ? new Map()
        : new Map([["t0", { kind: "reference", target: shape, label: String(index + 1), column: "id", place }]]),
  }));
  expect(orderRows(rows).waves.map(([row]) => row!.label)).toEqual(rows.map(({ label }) => label).toReversed());
});

test("rows are deleted before those they reference; what must stay keeps what it references", () => {
  const references = [
    { from: 0, to: 1, by: "a" },
    { from: 1, to: 2, by: "b" },
    { from: 3, to: 2, by: "c" },
    { from: 3, to: 3, by: "c" },
  ];
  expect(removalOrder([0, 1, 2, 3], references)).toEqual([
    { rows: [0, 3], circle: false },
    { rows: [1], circle: false },
    { rows: [2], circle: false },
  ]);
  expect(removalOrder([0, 1], [...references, { from: 1, to: 0, by: "b" }])).toEqual([{ rows: [0, 1], circle: true }]);
  const { free, blocked } = unreferenced(4, new Map([[0, "outside"]]), references);
  expect(free).toEqual([3]);
  expect([...blocked]).toEqual([
    [0, "outside"],
    [1, "a"],
    [2, "b"],
  ]);
});
