/**
 * A text as a table's cell: bars escaped, and outside `code` nothing that a reader of Markdown takes for a tag.
 *
 * @param {string} text
 */
export function cell(text) {
  const pieces = text.split(/(?<code>`[^`]*`)/u);
  return pieces
    .map((piece) => (piece.startsWith("`") ? piece : piece.replaceAll("<", "&lt;")))
    .join("")
    .replaceAll("|", "\\|");
}
