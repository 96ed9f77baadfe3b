import { must } from "../errors/internal-error.js";
import { groupBy } from "../lib/group-by.js";
import { qualified } from "../sql/identifier.js";
import type { CatalogObject, ObjectKey, QualifiedName } from "../snapshot/catalog-object.js";
import type { Table } from "../snapshot/kinds/table.js";
import type { Snapshot } from "../snapshot/snapshot.js";
import type { Diagram, DrawnColumn, DrawnTable, Relation } from "./diagram.js";
import { type KeyDefinition, readKeyDefinition, readUniqueIndex } from "./read-definition.js";

/** The keys of one table. */
interface TableKeys {
  readonly primary: readonly string[];
  /** Every set of columns that is unique, the primary key's too. */
  readonly unique: readonly (readonly string[])[];
  readonly foreign: readonly Required<KeyDefinition>[];
}

/**
 * The tables of a snapshot and their foreign keys. Partitions are left out, for they have the form of their table, unless a
 * foreign key of their own begins or ends there.
 *
 * With `isOwn`, tables for which it is false are drawn only where a foreign key connects them with one for which it is true,
 * and of them only the primary key and the columns that are connected.
 */
export function buildDiagram(objects: Snapshot["objects"], isOwn: (table: ObjectKey) => boolean = () => true): Diagram {
  const tables = new Map<string, Table>();
  const own = new Set<string>();
  for (const [key, object] of Object.entries(objects)) {
    if (object.kind !== "table") continue;
    tables.set(qualified(object), object);
    if (isOwn(key)) own.add(qualified(object));
  }
  const keys = keysByTable(objects);
  const relations = [...tables.values()]
    .flatMap((table) => relationsOf(table, keysOf(keys, table)))
    .filter(({ from, to }) => tables.has(qualified(to)) && (own.has(qualified(from)) || own.has(qualified(to))));
  const connected = groupBy(
    relations.flatMap(({ from, to, columns, referenced }) => [
      ...columns.map((column) => ({ table: qualified(from), column })),
      ...referenced.map((column) => ({ table: qualified(to), column })),
    ]),
    ({ table }) => table,
  );
  const drawn = [...tables].filter(
    ([name, table]) => connected.has(name) || (own.has(name) && table.partitionOf === undefined),
  );
  return {
    tables: drawn.map(([name, table]) => {
      const shown = new Set(connected.get(name)?.map(({ column }) => column));
      return drawTable(table, keysOf(keys, table), (column) => own.has(name) || shown.has(column));
    }),
    relations,
  };
}

function keysOf(keys: ReadonlyMap<string, TableKeys>, table: QualifiedName): TableKeys {
  return keys.get(qualified(table)) ?? { primary: [], unique: [], foreign: [] };
}

function keysByTable(objects: Snapshot["objects"]): Map<string, TableKeys> {
  const parts = Object.values(objects).filter(isKey);
  const byTable = groupBy(parts, ({ of }) => qualified(of));
  return new Map(
    [...byTable].map(([table, own]) => {
      const read = own.flatMap((part) => {
        const key =
          part.kind === "index" ? columnsOnly(readUniqueIndex(part.definition)) : readKeyDefinition(part.definition);
        return key === undefined ? [] : [{ type: part.kind === "index" ? "unique" : part.type, key }];
      });
      const primary = read.find(({ type }) => type === "primary key")?.key.columns ?? [];
      return [
        table,
        {
          primary,
          unique: read.flatMap(({ type, key }) => (type === "foreign key" ? [] : [key.columns])),
          foreign: read.flatMap(({ key: { columns, references } }) =>
            references === undefined ? [] : [{ columns, references }],
          ),
        },
      ];
    }),
  );
}

function isKey(object: CatalogObject): object is Extract<CatalogObject, { kind: "constraint" | "index" }> {
  return object.kind === "constraint" || (object.kind === "index" && object.invalid !== true);
}

function columnsOnly(columns: readonly string[] | undefined): KeyDefinition | undefined {
  return columns === undefined ? undefined : { columns };
}

function relationsOf(table: Table, { primary, unique, foreign }: TableKeys): Relation[] {
  const byName = new Map(table.columns.map((column) => [column.name, column]));
  return foreign.map(({ columns, references }) => ({
    from: { schema: table.schema, name: table.name },
    to: references.table,
    columns,
    referenced: references.columns,
    optional: columns.some((column) => must(byName.get(column), `the column ${column}`).notNull !== true),
    unique: unique.some((key) => key.every((column) => columns.includes(column))),
    identifying: columns.every((column) => primary.includes(column)),
  }));
}

function drawTable(table: Table, keys: TableKeys, isShown: (column: string) => boolean): DrawnTable {
  const foreign = new Set(keys.foreign.flatMap(({ columns }) => columns));
  const alone = new Set(keys.unique.flatMap((columns) => (columns.length === 1 ? columns : [])));
  const marks = (column: string): DrawnColumn["keys"] => {
    const isPrimary = keys.primary.includes(column);
    return [
      ...(isPrimary ? (["PK"] as const) : []),
      ...(foreign.has(column) ? (["FK"] as const) : []),
      ...(alone.has(column) && !(isPrimary && keys.primary.length === 1) ? (["UK"] as const) : []),
    ];
  };
  return {
    schema: table.schema,
    name: table.name,
    columns: table.columns
      .filter(({ name }) => isShown(name) || keys.primary.includes(name))
      .map(({ name, type }) => ({ name, type, keys: marks(name) })),
  };
}
