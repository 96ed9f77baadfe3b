import type { Transform } from "@strata/core/manifest";

type Before = typeof import("../20261109101500_create_role_grant/schema.js");
type After = typeof import("./schema.js");

/** Splits every full name into given and family name. */
export const up: Transform<Before, After> = async ({ db, sql, before, batches }) => {
  const { id, fullName } = before.account;
  for await (const accounts of batches(db.select({ id, fullName }).from(before.account))) {
    const names = accounts.map((account) => split(account.fullName));
    // One statement a batch: the three lists are the columns of a table.
    await sql`
      UPDATE sys_account.account AS a
         SET given_name = n.given_name, family_name = n.family_name
        FROM unnest(
               ${accounts.map((account) => account.id)}::bigint[],
               ${names.map((name) => name.given)}::text[],
               ${names.map((name) => name.family)}::text[]
             ) AS n (id, given_name, family_name)
       WHERE a.id = n.id`;
  }
};

/** Puts given and family name together with one space: for a name that `up` has split, the very name it was. */
export const down: Transform<Before, After> = async ({ db, sql, after, batches }) => {
  const { id, givenName, familyName } = after.account;
  for await (const accounts of batches(db.select({ id, givenName, familyName }).from(after.account))) {
    await sql`
      UPDATE sys_account.account AS a
         SET full_name = n.full_name
        FROM unnest(
               ${accounts.map((account) => account.id)}::bigint[],
               ${accounts.map((account) => join(account.givenName, account.familyName))}::text[]
             ) AS n (id, full_name)
       WHERE a.id = n.id`;
  }
};

/** A word that belongs to the family name after it: van, de, la, von, фон. */
const particle = /^\p{Lowercase_Letter}/u;

/**
 * Cuts a name at one of its spaces: before the last word and the particles in front of it, but after the first word.
 * A name without a space is a given name. Only U+0020 separates words, so a no-break space keeps them together.
 */
function split(fullName: string): { given: string; family: string | null } {
  const words = fullName.split(" ");
  if (words.length === 1) return { given: fullName, family: null };
  let start = words.length - 1;
  while (start > 1 && particle.test(words[start - 1] ?? "")) start -= 1;
  return { given: words.slice(0, start).join(" "), family: words.slice(start).join(" ") };
}

/** An account entered since may have a family name only. */
function join(given: string, family: string | null): string {
  return [given, family].filter((part) => part !== null && part !== "").join(" ");
}
