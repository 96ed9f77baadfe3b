/** An element of a parsed array: null, a value, or an array of these for a further dimension. */
export type ArrayElement<T> = T | null | ArrayElement<T>[];

/**
 * Parses PostgreSQL's text form of an array, `{1,NULL,"a \"b\""}`, of any dimension; bounds (`[0:2]={…}`) are dropped.
 * `parse` turns an element's text into its value; an unquoted NULL is null. The separator is a comma, as it is for
 * every built-in type but box.
 *
 * Source: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 */
export function parseArray<T>(text: string, parse: (element: string) => T): ArrayElement<T>[] {
  let at = text.indexOf("{");
  const readList = (): ArrayElement<T>[] => {
    const list: ArrayElement<T>[] = [];
    at += 1;
    while (at < text.length && text[at] !== "}") {
      if (text[at] === ",") at += 1;
      else if (text[at] === "{") list.push(readList());
      else if (text[at] === '"') list.push(parse(readQuoted()));
      else list.push(readPlain());
    }
    at += 1;
    return list;
  };
  const readQuoted = (): string => {
    let value = "";
    for (at += 1; text[at] !== '"'; at += 1) {
      if (at >= text.length) throw new TypeError("an array's text ends within a quoted element");
      if (text[at] === "\\") at += 1;
      value += text[at];
    }
    at += 1;
    return value;
  };
  const readPlain = (): T | null => {
    const start = at;
    while (at < text.length && text[at] !== "," && text[at] !== "}") at += 1;
    const value = text.slice(start, at);
    return value === "NULL" ? null : parse(value);
  };
  return at === -1 ? [] : readList();
}
