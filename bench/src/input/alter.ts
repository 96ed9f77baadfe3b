import { type Body, type Table, qualified } from "./table.js";

/** One kind of change of a table; `mark` makes its names unique. It leaves in `table` what the table is like afterwards. */
type Alteration = (table: Table, mark: string) => Body;

/** The kinds of changes, each the everyday form of its kind. */
export const alterations: readonly Alteration[] = [
  addColumn,
  addIndex,
  addCheck,
  renameColumn,
  alterType,
  commentOn,
  setDefault,
];

function addColumn(table: Table, mark: string): Body {
  const column = `remark_${mark}`;
  return {
    name: `add_${column}_to_${table.name}`,
    up: [`ALTER TABLE ${qualified(table)} ADD COLUMN ${column} text NOT NULL DEFAULT 'none'`],
    down: [`ALTER TABLE ${qualified(table)} DROP COLUMN ${column}`],
    adds: { columns: 1 },
  };
}

function addIndex(table: Table, mark: string): Body {
  const index = `${table.name}_amount_${mark}_idx`;
  return {
    name: `index_amount_of_${table.name}`,
    up: [`CREATE INDEX ${index} ON ${qualified(table)} (amount, created_at)`],
    down: [`DROP INDEX ${table.schema}.${index}`],
    adds: { indexes: 1 },
  };
}

function addCheck(table: Table, mark: string): Body {
  const constraint = `${table.name}_amount_${mark}_check`;
  return {
    name: `check_amount_of_${table.name}`,
    up: [`ALTER TABLE ${qualified(table)} ADD CONSTRAINT ${constraint} CHECK (amount IS NULL OR amount >= 0)`],
    down: [`ALTER TABLE ${qualified(table)} DROP CONSTRAINT ${constraint}`],
    adds: { checks: 1 },
  };
}

function renameColumn(table: Table, mark: string): Body {
  const [from, to] = [table.titleColumn, `title_${mark}`];
  table.titleColumn = to;
  return {
    name: `rename_${from}_of_${table.name}`,
    up: [`ALTER TABLE ${qualified(table)} RENAME COLUMN ${from} TO ${to}`],
    down: [`ALTER TABLE ${qualified(table)} RENAME COLUMN ${to} TO ${from}`],
    adds: {},
  };
}

function alterType(table: Table): Body {
  const [from, to] = [table.codeLength, table.codeLength + 20];
  table.codeLength = to;
  return {
    name: `widen_code_of_${table.name}_to_${to}`,
    up: [`ALTER TABLE ${qualified(table)} ALTER COLUMN code TYPE varchar(${to})`],
    down: [`ALTER TABLE ${qualified(table)} ALTER COLUMN code TYPE varchar(${from})`],
    adds: {},
  };
}

function commentOn(table: Table, mark: string): Body {
  return {
    name: `describe_${table.name}_${mark}`,
    up: [
      `COMMENT ON TABLE ${qualified(table)} IS 'What is kept of each ${table.name}, as of ${mark}.'`,
      `COMMENT ON COLUMN ${qualified(table)}.state IS 'Where it stands: new, open or done.'`,
    ],
    down: [`COMMENT ON COLUMN ${qualified(table)}.state IS NULL`, `COMMENT ON TABLE ${qualified(table)} IS NULL`],
    adds: {},
  };
}

function setDefault(table: Table): Body {
  const [from, to] = [table.stateDefault, table.stateDefault === "new" ? "open" : "new"];
  table.stateDefault = to;
  return {
    name: `default_state_of_${table.name}_${to}`,
    up: [`ALTER TABLE ${qualified(table)} ALTER COLUMN state SET DEFAULT '${to}'`],
    down: [`ALTER TABLE ${qualified(table)} ALTER COLUMN state SET DEFAULT '${from}'`],
    adds: {},
  };
}
