import { identifier, qualified } from "../sql/identifier.js";
import type { Diagram, DrawnColumn, DrawnTable, Relation } from "./diagram.js";

/**
 * The diagram in the language of mermaid, an erDiagram, with a newline at its end.
 *
 * Names of tables are quoted, and what mermaid or a page takes for something else in them is written as a character code;
 * names and types of columns may not be quoted, so there such characters become `_`, and the comment says how it really
 * is. https://mermaid.js.org/syntax/entityRelationshipDiagram.html; the grammar is
 * packages/mermaid/src/diagrams/er/parser/erDiagram.jison of mermaid-js/mermaid.
 */
export function renderMermaid({ tables, relations }: Diagram): string {
  return [
    "erDiagram\n",
    ...tables.map(tableText),
    ...relations.map((relation) => `    ${relationText(relation)}\n`),
  ].join("");
}

function tableText(table: DrawnTable): string {
  const columns = table.columns.map((column) => `        ${columnText(column, table.schema)}\n`);
  return `    "${quotable(qualified(table))}" {\n${columns.join("")}    }\n`;
}

function columnText({ name, type, keys }: DrawnColumn, schema: string): string {
  const short = shorten(type, schema);
  const words = [word(short), word(name)];
  const exact = words[0] === short && words[1] === name ? "" : ` "${quotable(`${identifier(name)} ${type}`, " ")}"`;
  return `${words.join(" ")}${keys.length === 0 ? "" : ` ${keys.join(", ")}`}${exact}`;
}

function relationText({ from, to, columns, optional, unique, identifying }: Relation): string {
  const line = [unique ? "|o" : "}o", identifying ? "--" : "..", optional ? "o|" : "||"].join("");
  const label = columns.map((column) => quotable(identifier(column))).join(", ");
  return `"${quotable(qualified(from))}" ${line} "${quotable(qualified(to))}" : "${label}"`;
}

/** Aliases of PostgreSQL for types whose names are several words. https://www.postgresql.org/docs/current/datatype.html */
const SHORT: readonly (readonly [RegExp, string])[] = [
  [/^timestamp(\(\d\))? with time zone/, "timestamptz$1"],
  [/^timestamp(\(\d\))? without time zone/, "timestamp$1"],
  [/^time(\(\d\))? with time zone/, "timetz$1"],
  [/^time(\(\d\))? without time zone/, "time$1"],
  [/^character varying/, "varchar"],
  [/^bit varying/, "varbit"],
  [/^double precision/, "float8"],
];

/** The type as one word where PostgreSQL has one, and without the schema that the table stands in too. */
function shorten(type: string, schema: string): string {
  const own = `${identifier(schema)}.`;
  if (type.startsWith(own)) return type.slice(own.length);
  return SHORT.reduce((text, [long, short]) => text.replace(long, short), type);
}

/** An ATTRIBUTE_WORD of every version of the grammar, and none that would be read as PK, FK or UK. */
function word(text: string): string {
  const isKept = (char: string): boolean => /^[A-Za-z0-9_[\]()]$|^(?=[\u00c0-\uffff])[\p{L}\p{N}]$/u.test(char);
  const kept = [...text].map((char) => (isKept(char) ? char : "_")).join("");
  return /^(?:[^A-Za-z_\u00c0-\uffff]|[pfu]k(?!\w))/i.test(kept) ? `_${kept}` : kept;
}

/** Text within quotes: what is no letter, digit or harmless sign is a character code of mermaid, `#34;`. */
function quotable(text: string, alsoKept = ""): string {
  return [...text]
    .map((char) => (/[\p{L}\p{N}_.,()[\]-]/u.test(char) || alsoKept.includes(char) ? char : `#${char.codePointAt(0)};`))
    .join("");
}
