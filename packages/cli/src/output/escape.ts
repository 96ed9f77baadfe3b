/**
 * What a terminal would act upon instead of showing it: C0 and C1 controls, DEL, line and paragraph separators, marks
 * that turn the direction of writing around (https://trojansource.codes), lone surrogates and the markers of
 * {@link paint}. A tab is left as it is.
 */
const ACTIVE =
  // oxlint-disable-next-line no-control-regex -- controls are what is looked for
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Cs}/gu;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f", "\v": "\\v" };

/** What most lines are made of, and the marks of {@link paint}: a line of these alone needs no look at the larger pattern, which takes long to compile. */
const HARMLESS = /^[\t\u0020-\u007e\ufdd0\ufdd1]*$/;

/** One line of text in which every active character shows as an escape: `\n`, `\x1b`, `\u{202e}`. */
export function escapeLine(text: string): string {
  if (HARMLESS.test(text)) return text;
  return text.replace(ACTIVE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return SHORT[character] ?? (code < 0x100 ? `\\x${hex(code, 2)}` : `\\u{${hex(code, 4)}}`);
  });
}

/** JSON text in which every active character inside a string is written as `\uXXXX`; its value stays the same. */
export function escapeJson(json: string): string {
  return json.replace(ACTIVE, (character) =>
    character === "\n" ? character : `\\u${hex(character.codePointAt(0) ?? 0, 4)}`,
  );
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, "0");
}
