const UNSETTLED = "::character varying])::text[]";

/** Constants of varchar, with the comma between two of them. Deparsing writes no other string constants than '…' and E'…'. */
const VARCHARS = /\(ARRAY\[((?:E?'(?:[^'\\]|''|\\.)*'::character varying(?:, )?)+)\]\)::text\[\]/gsu;
const VARCHAR = /E?'(?:[^'\\]|''|\\.)*'::character varying/gsu;

/**
 * An expression as the server writes it when it has read what it wrote: `x IN ('a', 'b')` of a varchar column is first
 * written with a cast of the array, and from then on with a cast of each element (get_const_expr and get_coercion_expr in
 * src/backend/utils/adt/ruleutils.c; the cast is folded into the elements when it is parsed). The two mean the same, and a
 * database that was made from a dump must not differ from the one that was dumped.
 */
export function settledCasts(expression: string): string {
  if (!expression.includes(UNSETTLED)) return expression;
  return expression.replaceAll(
    VARCHARS,
    (_, elements: string) => `ARRAY[${elements.replaceAll(VARCHAR, (element) => `(${element})::text`)}]`,
  );
}

/** Whether {@link withSettledCasts} may have something to do: most objects are not worth a copy. */
export function hasUnsettledCasts(value: unknown): boolean {
  if (typeof value === "string") return value.includes(UNSETTLED);
  if (typeof value !== "object" || value === null) return false;
  for (const member of Object.values(value)) if (hasUnsettledCasts(member)) return true;
  return false;
}

/** What a user wrote, and not the server. */
const VERBATIM: ReadonlySet<string> = new Set(["name", "comment", "values", "body"]);

/** The same object with {@link settledCasts} in every expression. */
export function withSettledCasts<T>(value: T, key = ""): T {
  if (typeof value === "string") return (VERBATIM.has(key) ? value : settledCasts(value)) as T;
  if (typeof value !== "object" || value === null || VERBATIM.has(key)) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => withSettledCasts(item, key)) as T;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withSettledCasts(member, name)])) as T;
}
