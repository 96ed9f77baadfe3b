import { readPage } from "./read-page.js";

/**
 * The files of a page that its prose does not name: where a block goes stands in its fence, which a reader does not see.
 * What stands in a comment is for the test alone.
 */
export function unnamedFiles(page: string, text: string): string[] {
  const visible = text.replaceAll(/<!--.*?-->/gsu, (comment) => comment.replaceAll(/[^\n]/gu, ""));
  const prose = visible.replaceAll(/^ *(?<ticks>`{3,})[^\n]*\n.*?^ *\k<ticks>$/gmsu, "");
  return readPage(page, visible).flatMap((block) =>
    (block.kind === "file" || block.kind === "shows") && !prose.includes(`\`${block.path}\``)
      ? [`${page}:${block.line}: ${block.path}`]
      : [],
  );
}
