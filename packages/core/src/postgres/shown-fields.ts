import type { ServerError } from "../types/session.js";

/** SQLSTATE and those of the server's fields that are set, for the details of an error. Hint and position are told apart. */
export function shownFields(error: ServerError): Readonly<Record<string, string>> {
  const { detail, where, schema, table, column, constraint } = error.fields;
  const all = { sqlstate: error.code, detail, where, schema, table, column, constraint };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
