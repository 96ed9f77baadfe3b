import type { Migration } from "./migration.js";

/** CREATE EXTENSION with its name, plain or quoted; in comments and strings too, for dynamic SQL creates some. */
const CREATE =
  /\bCREATE\s+EXTENSION\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:"(?<quoted>(?:[^"]|"")+)"|(?<plain>[a-z_][\w$-]*))/giu;

/** Names of the extensions that these migrations create, as far as their SQL shows. */
export function createdExtensions(migrations: Iterable<Pick<Migration, "up" | "upContract">>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { up, upContract } of migrations)
    for (const { text } of [up, upContract].filter((file) => file !== undefined))
      for (const { groups = {} } of text.matchAll(CREATE))
        names.add(groups["quoted"]?.replaceAll('""', '"') ?? groups["plain"]!.toLowerCase());
  return names;
}
