import { describe, expect, test } from "vitest";
import { postgresJs } from "../contenders/postgres-js.js";
import { psql, psqlInOne } from "../contenders/psql.js";
import { strata } from "../contenders/strata.js";
import type { Tool } from "../contenders/tool.js";
import { generateInput, inputSizes } from "../input/generate-input.js";
import { allPeers } from "./all-peers.js";
import { drizzleOrm } from "./drizzle-orm.js";

const input = generateInput(inputSizes[200]);
const tools: readonly Tool[] = [strata, psql, psqlInOne, postgresJs, ...allPeers];
const named = tools.map((tool) => ({ name: tool.name, tool }));

/** Text of all files, those of one folder in the order in which the tool takes them. */
const textOf = (tool: Tool) =>
  Object.entries(tool.files(input))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, text]) => text.replaceAll(String.raw`\n`, "\n"))
    .join("\n");

describe.each(named)("$name", ({ tool }) => {
  test("is given every statement of the way up", () => {
    const text = textOf(tool);
    const missing = input.migrations.flatMap(({ up }) => up).filter((statement) => !text.includes(`${statement};`));
    expect(missing).toEqual([]);
  });

  test("is given no statement twice", () => {
    const text = textOf(tool);
    const creations = input.migrations
      .flatMap(({ up }) => up)
      .filter((statement) => /^CREATE (?:TABLE|SCHEMA)/u.test(statement));
    for (const statement of creations) expect(text.split(`${statement};`)).toHaveLength(2);
  });

  test("gets the database's password by the environment", () => {
    const place = { folder: "/somewhere", url: "postgres://owner:canary@127.0.0.1:5432/bench_1" };
    const { program, args, env } = tool.apply(place);
    expect([program, ...args].join(" ")).not.toContain("canary");
    expect(Object.values(env).join(" ")).toContain("canary");
  });
});

describe.each(allPeers.map((tool) => ({ name: tool.name, tool })))("migrations of $name", ({ tool }) => {
  test("are one file each, of names that sort by age", () => {
    const files = Object.keys(tool.files(input)).filter(
      (path) => /(?:migrations|drizzle)\/\d/u.test(path) && !path.endsWith(".down.sql"),
    );
    expect(files).toHaveLength(200);
    expect(files).toEqual(files.toSorted());
    const order = files.map((path) => Object.entries(tool.files(input)).find(([name]) => name === path)?.[1] ?? "");
    for (const [index, text] of order.slice(0, 20).entries()) expect(text).toContain(input.migrations[index]!.up[0]);
  });

  test("that are code hold nothing that ends a template literal or is put in", () => {
    const statements = input.migrations.flatMap(({ up, down }) => [...up, ...down]);
    expect(statements.filter((statement) => /[`\\]|\$\{/u.test(statement))).toEqual([]);
  });
});

test("drizzle's list names every file, each with a later time than the one before", () => {
  const files = drizzleOrm.files(input);
  const { entries } = JSON.parse(files["drizzle/meta/_journal.json"] ?? "") as {
    entries: { when: number; tag: string }[];
  };
  expect(entries.map(({ tag }) => files[`drizzle/${tag}.sql`]).filter((text) => text === undefined)).toEqual([]);
  const times = entries.map(({ when }) => when);
  expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
});

test("strata's modules require what `strata new` would have required", () => {
  const files = strata.files(input);
  const second = Object.entries(files).find(([path]) => /bench-m02\/migrations\/.*up\.sql$/u.test(path));
  expect(second?.[1]).toMatch(/^-- strata: requires bench-m01@20260101000000\n\nCREATE SCHEMA bench_m02;\n/u);
  expect(files["modules/bench-m02/package.json"]).toContain('"@bench/bench-m01": "workspace:*"');
  expect(strata.links?.(input)["modules/bench-m02/node_modules/@bench/bench-m01"]).toBe("../../../bench-m01");
});
