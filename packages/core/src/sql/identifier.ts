import { isKeyword } from "./keywords.js";
import { quoteIdentifier } from "./quote.js";

/** An identifier as PostgreSQL's own deparsing writes it: quoted only where it must be, in any of the versions 15 to 18. */
export function identifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !isKeyword(name) ? name : quoteIdentifier(name);
}

/** `schema.name`, each quoted where it must be. */
export function qualified({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return `${identifier(schema)}.${identifier(name)}`;
}
