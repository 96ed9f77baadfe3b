import fc from "fast-check";
import { expect, test } from "vitest";
import { readSnapshot } from "../../src/catalog/read-snapshot.js";
import type { Connection } from "../../src/postgres/connection.js";
import { quoteIdentifier, quoteLiteral } from "../../src/sql/quote.js";
import type { Major } from "../../src/types/major.js";
import { openDatabase, scriptOf } from "./round-trip.js";

/** A part of a random schema. Numbers choose among what stands before it, whatever that is. */
type Part =
  | { readonly kind: "enum"; readonly values: readonly string[] }
  | { readonly kind: "domain"; readonly base: number; readonly notNull: boolean; readonly check: boolean }
  | { readonly kind: "composite"; readonly fields: readonly number[] }
  | { readonly kind: "sequence"; readonly start: number; readonly cycle: boolean }
  | { readonly kind: "function"; readonly takes: number; readonly sql: boolean }
  | {
      readonly kind: "table";
      readonly columns: readonly Column[];
      readonly parent: number | null;
      readonly unlogged: boolean;
    }
  | { readonly kind: "view"; readonly of: number; readonly materialized: boolean; readonly aggregates: boolean }
  | {
      readonly kind: "index";
      readonly on: number;
      readonly unique: boolean;
      readonly expression: boolean;
      readonly where: boolean;
    }
  | { readonly kind: "foreign key"; readonly from: number; readonly to: number; readonly deferrable: boolean }
  | { readonly kind: "trigger"; readonly on: number; readonly enabled: boolean }
  | { readonly kind: "policy"; readonly on: number; readonly restrictive: boolean }
  | { readonly kind: "comment"; readonly on: number; readonly text: string };

interface Column {
  readonly name: string;
  readonly type: number;
  readonly fill: "none" | "default" | "identity" | "generated" | "sequence";
  readonly notNull: boolean;
  readonly dropped: boolean;
}

const BUILT_IN = [
  "integer",
  "text",
  "numeric(10,2)",
  "timestamptz",
  "jsonb",
  "varchar(20)",
  "uuid",
  "int4range",
  "bytea",
];

const choice = fc.nat({ max: 1000 });
const name = fc.oneof(
  fc.constantFrom("a", "Select", "order", "ünïcode", 'with "quotes"', "two words", "x$y"),
  fc.string({ minLength: 1, maxLength: 12, unit: "grapheme-ascii" }).filter((text) => text.trim() !== ""),
);
const column: fc.Arbitrary<Column> = fc.record({
  name,
  type: choice,
  fill: fc.constantFrom("none", "none", "default", "identity", "generated", "sequence"),
  notNull: fc.boolean(),
  dropped: fc.boolean(),
});
const columns = fc.uniqueArray(column, { minLength: 1, maxLength: 6, selector: (one) => one.name });
const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({
    kind: fc.constant("enum" as const),
    values: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8, unit: "grapheme-ascii" }), { maxLength: 4 }),
  }),
  fc.record({ kind: fc.constant("domain" as const), base: choice, notNull: fc.boolean(), check: fc.boolean() }),
  fc.record({ kind: fc.constant("composite" as const), fields: fc.array(choice, { maxLength: 3 }) }),
  fc.record({ kind: fc.constant("sequence" as const), start: fc.nat({ max: 99 }), cycle: fc.boolean() }),
  fc.record({ kind: fc.constant("function" as const), takes: choice, sql: fc.boolean() }),
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("table" as const),
      columns,
      parent: fc.option(choice, { freq: 4 }),
      unlogged: fc.boolean(),
    }),
  },
  fc.record({ kind: fc.constant("view" as const), of: choice, materialized: fc.boolean(), aggregates: fc.boolean() }),
  fc.record({
    kind: fc.constant("index" as const),
    on: choice,
    unique: fc.boolean(),
    expression: fc.boolean(),
    where: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("foreign key" as const), from: choice, to: choice, deferrable: fc.boolean() }),
  fc.record({ kind: fc.constant("trigger" as const), on: choice, enabled: fc.boolean() }),
  fc.record({ kind: fc.constant("policy" as const), on: choice, restrictive: fc.boolean() }),
  fc.record({ kind: fc.constant("comment" as const), on: choice, text: fc.string({ maxLength: 20 }) }),
);

/** What has been made so far, as SQL names it. */
class Growing {
  readonly types: string[] = [...BUILT_IN];
  readonly tables: string[] = [];
  readonly views: string[] = [];
  readonly sequences: string[] = [];
  #count = 0;

  fresh(what: string): string {
    return `${["one", '"Two"'][this.#count % 2]}.${quoteIdentifier(`${what} ${this.#count++}`)}`;
  }

  pick(list: readonly string[], at: number): string | undefined {
    return list.length === 0 ? undefined : list[at % list.length];
  }
}

/** The statements of one part; none where what it is about is not there. */
function statementsOf(one: Part, so: Growing): string[] {
  switch (one.kind) {
    case "enum": {
      const type = so.fresh("enum");
      so.types.push(type);
      return [`CREATE TYPE ${type} AS ENUM (${one.values.map(quoteLiteral).join(", ")})`];
    }
    case "domain": {
      const type = so.fresh("domain");
      const base = so.pick(so.types, one.base)!;
      so.types.push(type);
      const check = one.check ? " CONSTRAINT ok CHECK (VALUE IS NOT NULL OR true)" : "";
      return [`CREATE DOMAIN ${type} AS ${base}${one.notNull ? " NOT NULL" : ""}${check}`];
    }
    case "composite": {
      const type = so.fresh("composite");
      const fields = one.fields.map((at, index) => `f${index} ${so.pick(so.types, at)!}`);
      so.types.push(type);
      return [`CREATE TYPE ${type} AS (${fields.join(", ")})`];
    }
    case "sequence": {
      const sequence = so.fresh("sequence");
      so.sequences.push(sequence);
      return [`CREATE SEQUENCE ${sequence} START ${one.start + 1} ${one.cycle ? "CYCLE" : "INCREMENT 3"}`];
    }
    case "function": {
      const takes = so.pick([...so.types, ...so.tables], one.takes)!;
      const body = one.sql
        ? "LANGUAGE sql RETURN $1 IS NULL"
        : "LANGUAGE plpgsql AS $_$BEGIN\n  RETURN true; -- $$\nEND$_$";
      return [`CREATE FUNCTION ${so.fresh("function")}(${takes}) RETURNS boolean IMMUTABLE ${body}`];
    }
    case "table":
      return tableOf(one, so);
    case "view": {
      const of = so.pick([...so.tables, ...so.views], one.of);
      if (of === undefined) return [];
      const view = so.fresh("view");
      if (!one.materialized) so.views.push(view);
      const query = one.aggregates
        ? `SELECT count(*) AS n, id FROM ${of} GROUP BY id`
        : `SELECT * FROM ${of} WHERE id > 0`;
      return [`CREATE ${one.materialized ? "MATERIALIZED " : ""}VIEW ${view} AS ${query}`];
    }
    case "index": {
      const on = so.pick(so.tables, one.on);
      if (on === undefined) return [];
      const what = one.expression ? "((id % 7))" : "(id DESC NULLS LAST)";
      return [`CREATE ${one.unique ? "UNIQUE " : ""}INDEX ON ${on} ${what}${one.where ? " WHERE id IS NOT NULL" : ""}`];
    }
    case "foreign key": {
      const [from, to] = [so.pick(so.tables, one.from), so.pick(so.tables, one.to)];
      if (from === undefined || to === undefined) return [];
      const how = one.deferrable ? "DEFERRABLE INITIALLY DEFERRED" : "ON DELETE CASCADE";
      return [`ALTER TABLE ${from} ADD FOREIGN KEY (id) REFERENCES ${to} ${how}`];
    }
    case "trigger": {
      const on = so.pick(so.tables, one.on);
      if (on === undefined) return [];
      const trigger = quoteIdentifier(`on ${so.fresh("row")}`);
      return [
        `CREATE TRIGGER ${trigger} BEFORE UPDATE ON ${on} FOR EACH ROW WHEN (NEW.id > 1) EXECUTE FUNCTION one.touch()`,
        ...(one.enabled ? [] : [`ALTER TABLE ${on} DISABLE TRIGGER ${trigger}`]),
      ];
    }
    case "policy": {
      const on = so.pick(so.tables, one.on);
      if (on === undefined) return [];
      const how = one.restrictive ? "AS RESTRICTIVE FOR SELECT" : "FOR ALL";
      return [
        `ALTER TABLE ${on} ENABLE ROW LEVEL SECURITY`,
        `CREATE POLICY ${quoteIdentifier(so.fresh("policy"))} ON ${on} ${how} USING (id > 0)`,
      ];
    }
    case "comment": {
      const on = so.pick(so.tables, one.on);
      const text = quoteLiteral(one.text.replaceAll("\0", ""));
      return on === undefined ? [] : [`COMMENT ON TABLE ${on} IS ${text}`, `COMMENT ON COLUMN ${on}.id IS ${text}`];
    }
  }
}

function tableOf(one: Extract<Part, { kind: "table" }>, so: Growing): string[] {
  const table = so.fresh("table");
  const parent = one.parent === null ? undefined : so.pick(so.tables, one.parent);
  const own = one.columns.filter((column) => column.name !== "id");
  const lines = own.map((column, index) => {
    const type = so.pick(so.types, column.type)!;
    const sequence = so.pick(so.sequences, column.type);
    const filled = {
      none: type,
      default: `text DEFAULT ${quoteLiteral(`it's ${index}`)}`,
      identity: `bigint GENERATED ${index % 2 === 0 ? "ALWAYS" : "BY DEFAULT"} AS IDENTITY`,
      generated: "integer GENERATED ALWAYS AS (id * 2) STORED",
      sequence: sequence === undefined ? "integer" : `bigint DEFAULT nextval(${quoteLiteral(sequence)})`,
    }[column.fill];
    const notNull = column.notNull && column.fill !== "identity" ? " NOT NULL" : "";
    return `${quoteIdentifier(`${column.name} ${so.fresh("column")}`.slice(0, 60))} ${filled}${notNull}`;
  });
  so.tables.push(table);
  const unlogged = one.unlogged && parent === undefined ? "UNLOGGED " : "";
  const inherits = parent === undefined ? "" : ` INHERITS (${parent})`;
  const drops = own.flatMap((column, index) =>
    column.dropped && parent === undefined
      ? [`ALTER TABLE ${table} DROP COLUMN ${/^"(?:[^"]|"")*"/u.exec(lines[index]!)![0]}`]
      : [],
  );
  return [
    `CREATE ${unlogged}TABLE ${table} (id integer PRIMARY KEY CHECK (id <> 0)${lines.map((line) => `, ${line}`).join("")})${inherits}`,
    ...drops,
  ];
}

/** Runs what the server takes: not every random statement can be right (an unlogged table that a logged one references). */
async function grow(connection: Connection, parts: readonly Part[]): Promise<void> {
  await connection.run(`CREATE SCHEMA one; CREATE SCHEMA "Two";
    CREATE FUNCTION one.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`);
  const so = new Growing();
  for (const one of parts)
    for (const statement of statementsOf(one, so)) await connection.run(statement).catch(() => undefined);
}

test.for<[Major, number]>([
  [18, 30],
  [15, 10],
])("on PostgreSQL %i, %i random schemas: snapshot(load(dump(x))) = snapshot(x)", async ([major, runs]) => {
  let objects = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(part, { minLength: 3, maxLength: 25 }), async (parts) => {
      const [first, second] = [await openDatabase(major), await openDatabase(major)];
      await grow(first.connection, parts);
      const snapshot = await readSnapshot(first.connection);
      const sql = scriptOf(snapshot);
      await second.connection.run(`SET check_function_bodies = false;\n${sql}`);
      const again = await readSnapshot(second.connection);
      expect(again).toEqual(snapshot);
      expect(scriptOf(again)).toBe(sql);
      objects += Object.keys(snapshot.objects).length;
    }),
    { numRuns: runs, endOnFailure: false },
  );
  expect(objects).toBeGreaterThan(runs * 10);
});
