/** Narrows away undefined where the code has already made sure. */
export function must<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError("a value is missing that was taken to be there");
  return value;
}
