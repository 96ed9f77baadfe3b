import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { commandsPage } from "../src/commands-page.mjs";
import { commands, root } from "../src/pages.mjs";

test("the README's table names every command, and no other", () => {
  const readme = readFileSync(new URL("README.md", root), "utf8");
  const rows = readme.split("\n## Commands\n\n")[1]!.split("\n\n")[0]!;
  const named = [...rows.matchAll(/`(?<name>[^`]+)`/g)].map(({ groups }) => groups!["name"]!);
  expect(named.toSorted()).toEqual(commands.commands.map(({ name }) => name).toSorted());
});

test("a command's section has its usage, examples, arguments and options", () => {
  const page = commandsPage({
    global: { json: { type: "boolean", summary: "print JSON" } },
    commands: [
      {
        name: "env set",
        usage: "strata env set CLASS [options]",
        day: "Database",
        summary: "stamp the database",
        details: ["Asks first."],
        arguments: [{ name: "CLASS", choices: ["test", "staging"], summary: "the class" }],
        options: { module: { type: "string", short: "m", value: "MODULE", multiple: true, summary: "only | this" } },
        examples: [{ line: "strata env set test", meaning: "for tests" }],
      },
    ],
  });
  expect(page).toContain("## Database\n\n### strata env set\n\nstamp the database.\n\nAsks first.\n");
  expect(page).toContain("```sh\nstrata env set CLASS [options]\n\nstrata env set test   # for tests\n```\n");
  expect(page).toContain("| argument | |\n|---|---|\n| `CLASS` | the class (`test`, `staging`) |\n");
  expect(page).toContain("| option | |\n|---|---|\n| `-m, --module MODULE` | only \\| this (may be repeated) |\n");
  expect(page).toContain("## Options of every command\n\n| option | |\n|---|---|\n| `--json` | print JSON |\n");
});
