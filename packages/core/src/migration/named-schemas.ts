import type { Migration } from "./migration.js";

const NAME = String.raw`(?:"(?:[^"]|"")+"|[a-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*)`;

/** The word SCHEMA with the names behind it; in comments and strings too, for dynamic SQL names some. */
const SCHEMAS = new RegExp(
  String.raw`\bSCHEMA\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?(?<names>${NAME}(?:\s*,\s*${NAME})*)`,
  "giu",
);

/** Names of the schemas that these migrations make, comment on, or grant on, as far as their SQL shows. */
export function namedSchemas(migrations: Iterable<Pick<Migration, "up" | "upContract">>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { up, upContract } of migrations)
    for (const { text } of [up, upContract].filter((file) => file !== undefined))
      for (const { groups = {} } of text.matchAll(SCHEMAS))
        for (const [name] of groups["names"]!.matchAll(new RegExp(NAME, "giu")))
          found.add(name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase());
  return found;
}
