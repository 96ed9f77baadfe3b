/**
 * Where in the text of a DO statement an error happened: the index of the first character of the line that the server's
 * context names. It counts the lines of the body from that of the opening quote. Undefined when the context names none,
 * or the body is not dollar-quoted.
 */
export function doBlockLine(statement: string, context: string | undefined): number | undefined {
  const number = Number(
    /^PL\/pgSQL function inline_code_block line (?<line>\d+)\b/m.exec(context ?? "")?.groups?.["line"],
  );
  const quote = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/.exec(statement);
  if (quote === null || !(number > 0)) return undefined;
  let start = quote.index + quote[0].length;
  for (let line = 1; line < number; line += 1) {
    const feed = statement.indexOf("\n", start);
    if (feed < 0) return undefined;
    start = feed + 1;
  }
  return start + (/^[ \t]*/.exec(statement.slice(start))?.[0].length ?? 0);
}
