import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { STRATA } from "../support/run-strata.js";
import { checkTypes } from "./check-types.js";
import { type Difference, compareOutput, lineMatches } from "./compare-output.js";
import { type PageBlock, PageError, type PageLine, readPage } from "./read-page.js";
import { type Shell, startShell } from "./shell.js";

/** The root of this repository. */
export const repository = fileURLToPath(new URL("../../../../", import.meta.url));

/**
 * Does what a page of docs/ says, from its first code block to its last, in an empty folder: files are written, commands
 * are run by a shell with `strata` and `pnpm` on its path, and what is printed is compared with the page. A command
 * ends in 0, unless the next line asks for its status by `$ echo $?`. TypeScript of the page is type-checked at the end.
 *
 * pnpm is a stand-in (stand-in/pnpm.mjs) that links packages where pnpm would download them. `strata` is the built
 * command, and its server the embedded one.
 *
 * @param page Path of the page, from the repository's root.
 * @returns The number of code blocks that something was done with.
 * @throws PageError with the page's line, at the first thing that is not as the page says.
 */
export async function runPage(page: string): Promise<number> {
  return runText(page, await readFile(join(repository, page), "utf8"));
}

/** `runPage` for a page that is given as text; `page` is what messages call it. */
export async function runText(page: string, text: string): Promise<number> {
  const blocks = readPage(page, text);
  const folder = await realpath(await mkdtemp(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "strata-page-")));
  const commands = join(folder, "bin");
  const start = join(folder, "work");
  await mkdir(start, { recursive: true });
  await writeCommands(commands);
  const shell = startShell(start, environmentWith(commands));
  try {
    for (const block of blocks) await runBlock(shell, page, block);
    const typescript = blocks.flatMap((block) => (block.kind === "file" && block.path.endsWith(".ts") ? [block] : []));
    const root = await shell.directory();
    for (const { line, path } of typescript) await checkTypes(page, line, root, await findFile(page, line, root, path));
    return blocks.length;
  } finally {
    await shell.close().catch(() => undefined);
    await stopServers(folder, start);
    await rm(folder, { recursive: true, force: true });
  }
}

async function runBlock(shell: Shell, page: string, block: PageBlock): Promise<void> {
  if (block.kind === "start") {
    const start = `start/${block.name}.md`;
    const text = await readFile(new URL(start, import.meta.url), "utf8");
    for (const one of readPage(start, text)) await runBlock(shell, start, one);
    return;
  }
  if (block.kind === "commands") return runCommands(shell, page, block.commands);
  const file = await findFile(page, block.line, await shell.directory(), block.path);
  if (block.kind === "file") {
    const lines = await Promise.all(block.content.map((line) => keptLine(page, file, line)));
    await mkdir(dirname(file), { recursive: true });
    return writeFile(file, lines.map((line) => `${line}\n`).join(""));
  }
  const difference = compareOutput(block.expected, await readExisting(page, block.line, file));
  if (difference !== undefined)
    throw new PageError(page, difference.line ?? block.line, describe(block.path, difference));
}

/** A line as it is to be written: one with `…` is that of the file as it is, which must have just one such line. */
async function keptLine(page: string, file: string, { line, text }: PageLine): Promise<string> {
  if (!text.includes("…")) return text;
  const lines = (await readExisting(page, line, file)).split("\n").filter((one) => lineMatches(text, one));
  if (lines.length !== 1) throw new PageError(page, line, `${lines.length} lines of the file are ${text}`);
  return lines[0]!;
}

async function readExisting(page: string, line: number, file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => {
    throw new PageError(page, line, `there is no file ${file}`);
  });
}

async function runCommands(
  shell: Shell,
  page: string,
  commands: Extract<PageBlock, { kind: "commands" }>["commands"],
): Promise<void> {
  for (const [index, { line, command, expected }] of commands.entries()) {
    const { output, status } = await shell.run(command);
    const difference = compareOutput(expected, output);
    if (difference !== undefined) {
      const message = `${describe(`\`${command}\``, difference)}\nAll of it:\n${output}`;
      throw new PageError(page, difference.line ?? line, message);
    }
    if (status !== 0 && commands[index + 1]?.command !== "echo $?")
      throw new PageError(page, line, `\`${command}\` ended in ${status}\n${output}`);
  }
}

function describe(what: string, { expected, actual }: Difference): string {
  const says = expected === undefined ? "the page ends" : `the page says ${JSON.stringify(expected)}`;
  return `${what}: ${says}, and there is ${actual === undefined ? "nothing more" : JSON.stringify(actual)}`;
}

/** A path of a page as a file below a folder; `*` in a name stands for what is there, which must be one. */
async function findFile(page: string, line: number, folder: string, path: string): Promise<string> {
  let found = folder;
  for (const part of path.split("/")) {
    if (!part.includes("*")) {
      found = join(found, part);
      continue;
    }
    const [before, after] = part.split("*") as [string, string];
    const names = (await readdir(found)).filter((name) => name.startsWith(before) && name.endsWith(after));
    if (names.length !== 1)
      throw new PageError(page, line, `${path}: ${names.length} names of ${relative(folder, found)} are ${part}`);
    found = join(found, names[0]!);
  }
  return found;
}

async function writeCommands(folder: string): Promise<void> {
  await mkdir(folder);
  const pnpm = fileURLToPath(new URL("stand-in/pnpm.mjs", import.meta.url));
  for (const [name, file] of [
    ["strata", STRATA],
    ["pnpm", pnpm],
  ] as const)
    await writeFile(join(folder, name), `#!/bin/sh\nexec "${process.execPath}" "${file}" "$@"\n`, { mode: 0o755 });
}

function environmentWith(commands: string): Record<string, string | undefined> {
  const unwanted = /^(?:DATABASE_URL|PG[A-Z]+|STRATA_.*|NO_COLOR|FORCE_COLOR|CI|GIT_.*|npm_.*)$/u;
  const kept = Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.test(name)));
  return { ...kept, PATH: [commands, dirname(process.execPath), kept["PATH"]].join(delimiter) };
}

/** Stops every server that a page has left running, in whatever folder it was started. */
async function stopServers(folder: string, start: string): Promise<void> {
  const shell = startShell(start, environmentWith(join(folder, "bin")));
  await shell.run(
    `find . -name .strata -prune | while read -r found; do (cd "$(dirname "$found")" && strata db stop); done`,
  );
  await shell.close();
}
