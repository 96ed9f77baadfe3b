import { type LiteralValue, type ResolvedRow, type ResolvedValue, rowId } from "./resolved-row.js";
import { type ForeignKeyShape, columnOf } from "./table-shape.js";

/** A row that must stand before another one, because some columns of the other take their values from it. */
export interface Dependency {
  /** Index of the row that is needed. */
  readonly on: number;
  /** Columns of the dependent row. */
  readonly columns: readonly string[];
  /** The foreign keys that would complain. */
  readonly foreignKeys: readonly ForeignKeyShape[];
}

/** For each row the rows of the same list that it needs, by `$` references and by literals that equal another row's given key. */
export function dependenciesOf(rows: readonly ResolvedRow[]): readonly (readonly Dependency[])[] {
  const byId = new Map(rows.map((row, index) => [rowId(row.shape, row.label), index]));
  const literals = literalTargets(rows);
  return rows.map((row) => {
    const columnsOf = new Map<number, Set<string>>();
    const add = (on: number | undefined, columns: readonly string[]): void => {
      if (on === undefined) return;
      const known = columnsOf.get(on) ?? new Set();
      for (const column of columns) known.add(column);
      columnsOf.set(on, known);
    };
    for (const [column, value] of row.values) {
      if (value.kind === "reference") add(byId.get(rowId(value.target, value.label)), [column]);
    }
    for (const key of row.shape.foreignKeys) {
      const text = literalTuple(key.columns.map((column) => row.values.get(column)));
      if (text !== undefined) add(literals.get(targetKey(key))?.get(text), key.columns);
    }
    return [...columnsOf].map(([on, columns]) => ({
      on,
      columns: [...columns],
      foreignKeys: row.shape.foreignKeys.filter(
        (key) => key.targetOid === rows[on]!.shape.oid && key.columns.some((column) => columns.has(column)),
      ),
    }));
  });
}

/** The literal that a column's reference will resolve to, when the file already says so. */
export function knownLiteral(value: ResolvedValue, target: ResolvedRow): LiteralValue | undefined {
  if (value.kind === "literal") return value;
  const given = target.values.get(value.column);
  return given?.kind === "literal" && given.json !== "null" ? { ...given, place: value.place } : undefined;
}

/** Whether every one of the columns can be NULL for a while. */
export function areNullable(row: ResolvedRow, columns: readonly string[]): boolean {
  return columns.every((column) => !columnOf(row.shape, column)!.notNull);
}

/** For each referenced (table, columns) the rows of the list whose values there are literals, by those values. */
function literalTargets(rows: readonly ResolvedRow[]): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const wanted = new Map<string, ForeignKeyShape>();
  for (const shape of new Set(rows.map((row) => row.shape))) {
    for (const key of shape.foreignKeys) wanted.set(targetKey(key), key);
  }
  const found = new Map<string, Map<string, number>>();
  for (const [id, key] of wanted) {
    const byText = new Map<string, number>();
    rows.forEach((row, index) => {
      if (row.shape.oid !== key.targetOid) return;
      const text = literalTuple(key.targetColumns.map((column) => row.values.get(column)));
      if (text !== undefined) byText.set(text, index);
    });
    found.set(id, byText);
  }
  return found;
}

function targetKey(key: ForeignKeyShape): string {
  return `${key.targetOid}/${JSON.stringify(key.targetColumns)}`;
}

/** `1` and `"1"` are one key: the type's input function reads both alike. */
function literalTuple(values: readonly (ResolvedValue | undefined)[]): string | undefined {
  const texts = values.map((value) => (value?.kind === "literal" && value.json !== "null" ? value.json : undefined));
  if (texts.includes(undefined)) return undefined;
  return JSON.stringify(texts.map((text) => (text!.startsWith('"') ? JSON.parse(text!) : text)));
}
