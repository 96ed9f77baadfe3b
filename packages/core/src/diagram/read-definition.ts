import type { QualifiedName } from "../snapshot/catalog-object.js";

/** The columns of a key, and what a foreign key refers to. */
export interface KeyDefinition {
  readonly columns: readonly string[];
  readonly references?: { readonly table: QualifiedName; readonly columns: readonly string[] };
}

/** An identifier as the server deparses it (quote_identifier in src/backend/utils/adt/ruleutils.c). */
const IDENTIFIER = String.raw`(?:"(?:[^"]|"")+"|[a-z_][a-z0-9_]*)`;

const LIST = String.raw`\((?:[^"()]|"(?:[^"]|"")*")*\)`;

const KEY = new RegExp(
  `^(?:PRIMARY KEY|UNIQUE(?: NULLS NOT DISTINCT)?|FOREIGN KEY) (?<columns>${LIST})` +
    `(?: REFERENCES (?<schema>${IDENTIFIER})\\.(?<name>${IDENTIFIER})(?<referenced>${LIST}))?`,
);

const INDEX = new RegExp(`^CREATE UNIQUE INDEX .*? USING ${IDENTIFIER} (?<columns>${LIST})(?<rest>.*)$`, "s");

/**
 * Reads what pg_get_constraintdef writes of a primary, unique or foreign key under an empty search_path; undefined for
 * anything else.
 */
export function readKeyDefinition(definition: string): KeyDefinition | undefined {
  const groups = KEY.exec(definition)?.groups;
  const columns = readColumns(groups?.["columns"]);
  if (groups === undefined || columns === undefined) return undefined;
  const { schema, name, referenced } = groups;
  if (schema === undefined || name === undefined) return { columns };
  return {
    columns,
    references: { table: { schema: unquote(schema), name: unquote(name) }, columns: readColumns(referenced) ?? [] },
  };
}

/** The columns that a unique index keeps unique; undefined for another index, a partial one and one of expressions. */
export function readUniqueIndex(definition: string): readonly string[] | undefined {
  const groups = INDEX.exec(definition)?.groups;
  return groups === undefined || / WHERE /.test(groups["rest"]!) ? undefined : readColumns(groups["columns"]);
}

const COLUMN = new RegExp(`^(?:PERIOD )?(?<name>${IDENTIFIER})(?: [^(]*)?$`);

/** `(a, "B c" DESC)`; undefined when one of them is no column. */
function readColumns(list: string | undefined): string[] | undefined {
  if (list === undefined) return undefined;
  const items = list.slice(1, -1).match(/(?:[^",]|"(?:[^"]|"")*")+/g) ?? [];
  const names = items.map((item) => COLUMN.exec(item.trim())?.groups?.["name"]);
  return names.every((name) => name !== undefined) ? names.map(unquote) : undefined;
}

function unquote(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
