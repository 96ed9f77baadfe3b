/**
 * The part of mermaid's erDiagram grammar that is written, stricter than the grammar itself: what every version from 11 on
 * takes in the same way. Words of attributes are those of the oldest form, and none begins with a key's name; quoted texts
 * hold nothing that the lexer, mermaid's directives and comments, markdown, formulas or HTML would take for their own.
 * https://github.com/mermaid-js/mermaid/blob/develop/packages/mermaid/src/diagrams/er/parser/erDiagram.jison
 */
const WORD = String.raw`(?!(?:PK|FK|UK)(?!\w))[A-Za-z_\u00C0-\uFFFF][A-Za-z0-9_\[\]()\u00C0-\uFFFF]*`;
const TEXT = String.raw`(?:[A-Za-z0-9_.,()\[\]\u00C0-\uFFFF-]|#\d+;)`;
const NAME = `"${TEXT}+"`;
const KEYS = "(?:PK|FK|UK)(?:, (?:PK|FK|UK))*";

const LINES = [
  new RegExp(`^    ${NAME} \\{$`, "i"),
  new RegExp(`^        ${WORD} ${WORD}(?: ${KEYS})?(?: "(?:${TEXT}| )+")?$`, "i"),
  /^ {4}\}$/,
  new RegExp(`^    ${NAME} (?:\\}o|\\|o)(?:--|\\.\\.)(?:\\|\\||o\\|) ${NAME} : "${TEXT}+(?:, ${TEXT}+)*"$`, "i"),
];

/** The lines that are none of the grammar, and blocks that do not open and close in turn. */
export function mermaidErrors(text: string): string[] {
  const [first, ...lines] = text.split("\n");
  const errors = first === "erDiagram" && lines.pop() === "" ? [] : ["the first line or the end"];
  let isOpen = false;
  for (const line of lines) {
    const form = LINES.findIndex((pattern) => pattern.test(line));
    const isInside = form === 1 || form === 2;
    if (form < 0 || isInside !== isOpen) errors.push(line);
    if (form === 0) isOpen = true;
    if (form === 2) isOpen = false;
  }
  return isOpen ? [...errors, "a block without an end"] : errors;
}
