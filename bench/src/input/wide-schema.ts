/** The schema of {@link wideSchema}, and of the module that owns it. */
export const WIDE = "bench_wide";

/**
 * SQL that makes tables in one schema, statement by statement without semicolons: 8 columns, an identity key, a foreign
 * key to the table before, a check, two indexes and a comment each.
 */
export function wideSchema(tables: number): readonly string[] {
  return [`CREATE SCHEMA ${WIDE}`, ...Array.from({ length: tables }, (_, n) => table(n)).flat()];
}

function table(n: number): string[] {
  const name = `${WIDE}.t${String(n).padStart(4, "0")}`;
  const parent = `${WIDE}.t${String(Math.max(n - 1, 0)).padStart(4, "0")}`;
  return [
    `CREATE TABLE ${name} (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  parent_id bigint REFERENCES ${parent},
  name text NOT NULL,
  code varchar(40) NOT NULL DEFAULT '',
  amount numeric(12, 2) NOT NULL DEFAULT 0 CHECK (amount >= 0),
  state text COLLATE "C",
  details jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
)`,
    `CREATE INDEX ON ${name} (parent_id)`,
    `CREATE UNIQUE INDEX ON ${name} (lower(name)) WHERE state IS NOT NULL`,
    `COMMENT ON TABLE ${name} IS 'the table of number ${n}'`,
  ];
}
