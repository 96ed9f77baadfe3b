// A comment, a quoted text or name, a dollar-quoted body, the end of a statement, or a word.
const TOKEN =
  /--[^\n]*|(?<comment>\/\*)|(?<escaped>\b[eE]'(?:\\[\s\S]|''|[^'\\])*(?:'|$))|'(?:''|[^'])*(?:'|$)|"(?:""|[^"])*(?:"|$)|(?<tag>\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$)|(?<end>;)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|\d+|[\s\S]/uy;

/**
 * The first words of each statement of a text, in upper case: as many of them as stand side by side at its start, three
 * at most. A light lexer, for statements that are built by code and sent once; it never throws.
 * https://www.postgresql.org/docs/current/sql-syntax-lexical.html
 */
export function firstWords(text: string): string[] {
  const statements: string[][] = [];
  let words: string[] | undefined;
  let open = true;
  for (let at = 0; at < text.length;) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) break;
    const { comment, tag, end, word } = match.groups!;
    at += match[0].length;
    if (comment !== undefined) at = commentEnd(text, at);
    else if (tag !== undefined) at = bodyEnd(text, at, tag);
    if (end !== undefined) [words, open] = [undefined, true];
    else if (word !== undefined && open) {
      if (words === undefined) statements.push((words = []));
      words.push(word.toUpperCase());
      open = words.length < 3;
    } else if (comment === undefined && !match[0].startsWith("--") && match[0].trim() !== "") {
      if (words === undefined) statements.push((words = []));
      open = false;
    }
  }
  return statements.map((list) => list.join(" "));
}

/** Comments nest. */
function commentEnd(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    if (text.startsWith("/*", at)) [depth, at] = [depth + 1, at + 1];
    else if (text.startsWith("*/", at) && --depth === 0) return at + 2;
    else if (text.startsWith("*/", at)) at++;
  }
  return text.length;
}

function bodyEnd(text: string, start: number, tag: string): number {
  const end = text.indexOf(tag, start);
  return end < 0 ? text.length : end + tag.length;
}
