import type { InputMigration } from "./input.js";

/** A table of the input as it stands after the migrations so far. */
export interface Table {
  readonly schema: string;
  readonly name: string;
  /** Length of the column `code`. */
  codeLength: number;
  /** What the column `title` is called by now. */
  titleColumn: string;
  /** Default of the column `state`. */
  stateDefault: string;
}

/** A migration without what its module gives it. */
export type Body = Pick<InputMigration, "name" | "up" | "down" | "adds">;

/** The table's qualified name. */
export function qualified(table: Pick<Table, "schema" | "name">): string {
  return `${table.schema}.${table.name}`;
}

/**
 * Creates a table: 8 columns, an identity key, a foreign key on another table or on itself, a check, 2 indexes. The first
 * one of a module creates the schema too.
 */
export function createTable(table: Table, parent: Table | undefined): Body {
  const { name } = table;
  const table_ = qualified(table);
  const columns = [
    "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    `parent_id bigint REFERENCES ${qualified(parent ?? table)} (id)`,
    `code varchar(${table.codeLength}) NOT NULL`,
    `${table.titleColumn} text NOT NULL`,
    `state text NOT NULL DEFAULT '${table.stateDefault}'`,
    `quantity integer NOT NULL DEFAULT 0 CONSTRAINT ${name}_quantity_check CHECK (quantity >= 0)`,
    "amount numeric(12, 2)",
    "created_at timestamptz NOT NULL DEFAULT now()",
  ];
  return {
    name: `create_${name}`,
    up: [
      `CREATE TABLE ${table_} (\n  ${columns.join(",\n  ")}\n)`,
      `CREATE INDEX ${name}_parent_id_idx ON ${table_} (parent_id)`,
      `CREATE INDEX ${name}_state_created_at_idx ON ${table_} (state, created_at)`,
    ],
    down: [`DROP TABLE ${table_}`],
    // The primary key is an index too.
    adds: { tables: 1, columns: columns.length, indexes: 3, checks: 1, foreignKeys: 1 },
  };
}
