import { expect, test } from "vitest";
import { compareOutput } from "./compare-output.js";
import { runText } from "./run-page.js";

/** A page whose code blocks are these, with a heading and a blank line before the first. */
const page = (...blocks: string[]): string => `# A page\n\n${blocks.join("\n\n")}\n`;
const sh = (...lines: string[]): string => ["```sh", ...lines, "```"].join("\n");
const file = (info: string, ...lines: string[]): string => [`\`\`\`${info}`, ...lines, "```"].join("\n");

test("a page that is right passes: folders, files, kept lines, statuses, anything and any lines", async () => {
  const done = await runText(
    "page",
    page(
      sh("$ mkdir made-1234", "$ cd made-1234", "$ export COLOUR=red", "$ printf 'kept 12\\ngone\\n' > a.txt"),
      file("text file=a.txt", "kept …", "new"),
      file("text shows=a.txt", "kept 12", "…"),
      sh(
        "$ cat a.txt; echo $COLOUR",
        "kept …",
        "new",
        "red",
        "$ exit_with() { return $1; }",
        "$ exit_with 7",
        "$ echo $?",
        "7",
      ),
      sh("$ echo one \\", ">   two", "one two", "$ echo to the other stream >&2", "to the other stream"),
      file("sql not-run", "DROP DATABASE postgres;"),
      file("ts file=a.ts", "export const one: number = 1;"),
    ),
  );
  expect(done).toBe(6);
});

test.each([
  [
    "a line that is not printed",
    sh("$ printf 'one\\ntwo\\n'", "one", "three"),
    6,
    'the page says "three", and there is "two"',
  ],
  ["a line too many", sh("$ echo one", "one", "two"), 6, 'the page says "two", and there is nothing more'],
  ["a line that the page lacks", sh("$ printf 'one\\ntwo\\n'", "one"), 4, 'the page ends, and there is "two"'],
  ["a number where a duration is meant", sh("$ echo took 5", "took … ms"), 5, 'there is "took 5"'],
  ["a command that fails", sh("$ true", "$ false"), 5, "`false` ended in 1"],
  ["a command that is not there", sh("$ no-such-command"), 4, "no-such-command"],
  ["a file that is otherwise", file("json shows=bin.json", "{}"), 3, "bin.json"],
  ["a kept line that is not there", file("text file=new.txt", "kept …"), 4, "new.txt"],
  ["a name that nothing has", file("text file=*_create/up.sql", "SELECT 1;"), 3, "0 names"],
  ["a block that says nothing", file("sql", "SELECT 1;"), 3, "neither file=, shows= nor not-run"],
  ["a block without an end", "```sh\n$ true", 3, "does not end"],
  ["wrong types", file("ts file=a.ts", 'export const one: number = "1";'), 3, "a.ts(1,14)"],
])("%s fails with its line", async (_what, block, line, message) => {
  const failure = await runText("docs/page.md", page(block)).then(
    () => undefined,
    (error: Error) => error.message,
  );
  expect(failure).toContain(`docs/page.md:${line}: `);
  expect(failure).toContain(message);
});

test("… within a line is any text, … alone any lines, and what stands around them counts", () => {
  const lines = (...texts: string[]) => texts.map((text, index) => ({ line: index + 1, text }));
  expect(compareOutput(lines("a … c", "…", "z"), "a b c\nx\ny\nz\n")).toBeUndefined();
  expect(compareOutput(lines("…", "z"), "z\n")).toBeUndefined();
  expect(compareOutput(lines("(a|b) … ms"), "(a|b) 1.5 s\n")).toBeUndefined();
  expect(compareOutput(lines("a … c", "z"), "a b d\nz\n")).toMatchObject({ line: 1, actual: "a b d" });
  expect(compareOutput(lines("…", "y", "z"), "x\ny\nq\n")).toMatchObject({ line: 3, actual: "q" });
});
