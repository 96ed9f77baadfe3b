/**
 * The page of diagrams.
 *
 * @param {readonly { module: string, diagram: string }[]} drawn
 * @returns {string}
 */
export function diagramsPage(drawn) {
  return [
    "# Diagrams",
    "",
    "The tables of this repository's modules, each with the tables of others that foreign keys connect them with: what",
    "`strata diagram -m MODULE --replay` writes, on PostgreSQL 18.",
    "",
    "<!-- Generated from modules/*/migrations by `pnpm run docs`; a test compares. -->",
    ...drawn.flatMap(({ module, diagram }) => ["", `## ${module}`, "", "```mermaid", diagram.trimEnd(), "```"]),
    "",
  ].join("\n");
}
