/** Our bug: a state that the code takes to be impossible. Never caught and never turned into a {@link StrataError}. */
export class InternalError extends Error {
  override readonly name = "InternalError";
}

/** Narrows away null and undefined where the code has already made sure. */
export function must<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new InternalError(`${what} is missing`);
  return value;
}
