/**
 * The options of a CREATE statement that takes a list in parentheses, in the order in which they are written: SQL text, or
 * true for one that is only named.
 */
export type DefinitionList = Readonly<Record<string, string | true>>;

/** `(\n    SFUNC = shop.add,\n    HYPOTHETICAL\n)`. */
export function definitionList(options: DefinitionList): string {
  const items = Object.entries(options).map(([name, value]) => `    ${value === true ? name : `${name} = ${value}`}`);
  return `(\n${items.join(",\n")}\n)`;
}

/** A part of a query: a {@link DefinitionList} as json, without the options whose SQL gives null. */
export function selectDefinition(options: Readonly<Record<string, string>>): string {
  const members = Object.entries(options).map(([name, sql]) => `'${name}', ${sql}`);
  return `pg_catalog.json_strip_nulls(pg_catalog.json_build_object(${members.join(",\n          ")}))`;
}

/** A part of a query: the name of a function, of any arguments, null where there is none. */
export function functionName(column: string): string {
  return `nullif(${column}::oid, 0)::pg_catalog.regproc`;
}

/** A part of a query: the name of a type, null where there is none. */
export function typeName(column: string): string {
  return `pg_catalog.format_type(nullif(${column}, 0), NULL)`;
}

/** A part of a query: a name within a schema; `schema` and `name` are columns. */
export function qualifiedName(schema: string, name: string): string {
  return `pg_catalog.quote_ident(${schema}) || '.' || pg_catalog.quote_ident(${name})`;
}

/** A part of a query: an operator of any operands, null where there is none. */
export function operatorName(column: string): string {
  return `(SELECT 'OPERATOR(' || pg_catalog.quote_ident(on_.nspname) || '.' || o_.oprname || ')'
            FROM pg_catalog.pg_operator o_ JOIN pg_catalog.pg_namespace on_ ON on_.oid = o_.oprnamespace WHERE o_.oid = ${column})`;
}
