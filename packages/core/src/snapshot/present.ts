/**
 * The members of an object that say something: those that are undefined, null, false or an empty list are left out.
 * Empty texts and zeros stay.
 */
export function present<T extends object>(members: T): T {
  const kept = Object.entries(members).filter(
    ([, value]) =>
      value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(kept) as T;
}
