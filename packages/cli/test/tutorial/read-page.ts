/** A line of a code block, with its line in the page. */
export interface PageLine {
  readonly line: number;
  readonly text: string;
}

/** A command of a page, and what it prints. */
export interface PageCommand {
  readonly line: number;
  readonly command: string;
  readonly expected: readonly PageLine[];
}

/** A code block that a test can do something with. `line` is that of its fence, from 1. */
export type PageBlock =
  | { readonly kind: "commands"; readonly line: number; readonly commands: readonly PageCommand[] }
  | { readonly kind: "file"; readonly line: number; readonly path: string; readonly content: readonly PageLine[] }
  | { readonly kind: "start"; readonly line: number; readonly name: string }
  | { readonly kind: "shows"; readonly line: number; readonly path: string; readonly expected: readonly PageLine[] };

/** A page that is wrong, with the line. */
export class PageError extends Error {
  override readonly name = "PageError";
  constructor(
    readonly page: string,
    readonly line: number,
    message: string,
  ) {
    super(`${page}:${line}: ${message}`);
  }
}

/**
 * Reads the code blocks of a page, in their order. What a block is stands in its fence:
 *
 *     sh            `$ command`, continued by lines of `> `, then the lines it prints; `…` stands for anything
 *     LANG file=P   writes the file; a `*` in P stands for what is there already, and a line with `…` for the line that
 *                   the file has already
 *     LANG shows=P  the file holds these lines; `…` stands for anything
 *     LANG not-run  only shown
 *
 * Blocks in an HTML comment count too: what they do, a reader of the page has done before.
 *
 * `<!-- start: NAME -->` does the blocks of start/NAME.md first, in the same folder.
 *
 * @throws PageError for a block that says none of these, or that does not end.
 */
export function readPage(page: string, text: string): PageBlock[] {
  const lines = text.split("\n");
  const blocks: PageBlock[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const name = /^<!-- start: (?<name>[a-z-]+) -->$/u.exec(lines[index]!)?.groups?.["name"];
    if (name !== undefined) blocks.push({ kind: "start", line: index + 1, name });
    const fence = /^(?<indent> *)(?<ticks>`{3,})(?<info>.*)$/u.exec(lines[index]!)?.groups;
    if (fence === undefined) continue;
    const start = index + 1;
    const end = lines.findIndex((line, at) => at >= start && line.trim() === fence["ticks"]);
    if (end < 0) throw new PageError(page, start, "the code block does not end");
    const indent = fence["indent"]!.length;
    const content = lines.slice(start, end).map((line, at) => ({ line: start + at + 1, text: line.slice(indent) }));
    const block = blockOf(page, start, fence["info"]!.trim(), content);
    if (block !== undefined) blocks.push(block);
    index = end;
  }
  return blocks;
}

function blockOf(page: string, line: number, info: string, content: readonly PageLine[]): PageBlock | undefined {
  const [language, ...words] = info.split(" ");
  if (words.includes("not-run")) return undefined;
  const valueOf = (name: string): string | undefined =>
    words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
  const file = valueOf("file");
  if (file !== undefined) return { kind: "file", line, path: file, content };
  const shows = valueOf("shows");
  if (shows !== undefined) return { kind: "shows", line, path: shows, expected: content };
  if (language === "sh" && words.length === 0) return { kind: "commands", line, commands: commandsOf(page, content) };
  throw new PageError(page, line, `a block \`${info}\` says neither file=, shows= nor not-run, and is no sh`);
}

function commandsOf(page: string, content: readonly PageLine[]): PageCommand[] {
  const commands: { line: number; command: string; expected: PageLine[] }[] = [];
  for (const { line, text } of content) {
    const last = commands.at(-1);
    if (text.startsWith("$ ")) commands.push({ line, command: text.slice(2), expected: [] });
    else if (last === undefined) throw new PageError(page, line, "a line before the first `$ command`");
    else if (text.startsWith("> ") && last.expected.length === 0) last.command += `\n${text.slice(2)}`;
    else last.expected.push({ line, text });
  }
  return commands;
}
