/**
 * The members of an object that say something: those that are undefined, null, false or an empty list are left out.
 * Empty texts and zeros stay.
 */
export function present<T extends object>(members: T): T {
  const kept: Partial<T> = {};
  for (const name of Object.keys(members) as (keyof T)[]) {
    const value = members[name];
    if (value === undefined || value === null || value === false || (Array.isArray(value) && value.length === 0))
      continue;
    kept[name] = value;
  }
  return kept as T;
}
