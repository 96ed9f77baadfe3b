import { expect, onTestFinished, test } from "vitest";
import { readSnapshot } from "../../src/catalog/read-snapshot.js";
import { buildDiagram } from "../../src/diagram/build-diagram.js";
import { renderMermaid } from "../../src/diagram/render-mermaid.js";
import { quoteIdentifier } from "../../src/sql/quote.js";
import { connect, freshDatabase, MAJORS } from "../support/cluster.js";
import { mermaidErrors } from "./mermaid-grammar.js";

async function diagramOf(
  major: (typeof MAJORS)[number],
  script: string,
  isOwn?: Parameters<typeof buildDiagram>[1],
): Promise<string> {
  const { url, drop } = await freshDatabase(major);
  onTestFinished(drop);
  const connection = await connect(url);
  try {
    await connection.run(script);
    return renderMermaid(buildDiagram((await readSnapshot(connection)).objects, isOwn));
  } finally {
    await connection.close();
  }
}

const SCRIPT = `
  CREATE SCHEMA shop;
  CREATE SCHEMA other;
  CREATE TYPE shop.state AS ENUM ('new');
  CREATE TABLE other.country (code char(2) PRIMARY KEY, name text);
  CREATE TABLE other.lonely (id bigint PRIMARY KEY);
  CREATE TABLE other.note (id bigint PRIMARY KEY, about bigint, text text);
  CREATE TABLE shop.org (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email varchar(200) UNIQUE, parent bigint REFERENCES shop.org,
    country char(2) NOT NULL REFERENCES other.country, price numeric(10,2), made timestamptz(3) NOT NULL, tags text[]);
  CREATE TABLE shop.project (org bigint REFERENCES shop.org, number integer, state shop.state NOT NULL, slug text, PRIMARY KEY (org, number));
  CREATE UNIQUE INDEX ON shop.project (slug);
  CREATE UNIQUE INDEX ON shop.project (state) WHERE number > 0;
  CREATE TABLE shop.task (id uuid PRIMARY KEY, org bigint, number integer NOT NULL, FOREIGN KEY (org, number) REFERENCES shop.project);
  CREATE TABLE shop.profile (org bigint PRIMARY KEY REFERENCES shop.org, boss bigint NOT NULL REFERENCES shop.org UNIQUE);
  CREATE TABLE shop.event (id bigint, at date, org bigint NOT NULL REFERENCES shop.org, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
  CREATE TABLE shop.event_1 PARTITION OF shop.event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
  ALTER TABLE other.note ADD FOREIGN KEY (about) REFERENCES shop.org;
`;

test.for(MAJORS)("PostgreSQL %i: a module whole, of its neighbours what is connected", async (major) => {
  const text = await diagramOf(major, SCRIPT, (key) => key.startsWith("table shop."));
  expect(text).toBe(`erDiagram
    "other.country" {
        character(2) code PK
    }
    "other.note" {
        bigint id PK
        bigint about FK
    }
    "shop.event" {
        bigint id PK
        date at PK
        bigint org FK
    }
    "shop.org" {
        bigint id PK
        varchar(200) email UK
        bigint parent FK
        character(2) country FK
        numeric(10_2) price "price numeric(10,2)"
        timestamptz(3) made
        text[] tags
    }
    "shop.profile" {
        bigint org PK, FK
        bigint boss FK, UK
    }
    "shop.project" {
        bigint org PK, FK
        integer number PK
        state state
        text slug UK
    }
    "shop.task" {
        uuid id PK
        bigint org FK
        integer number FK
    }
    "other.note" }o..o| "shop.org" : "about"
    "shop.event" }o..|| "shop.org" : "org"
    "shop.org" }o..|| "other.country" : "country"
    "shop.org" }o..o| "shop.org" : "parent"
    "shop.profile" |o..|| "shop.org" : "boss"
    "shop.profile" |o--|| "shop.org" : "org"
    "shop.project" }o--|| "shop.org" : "org"
    "shop.task" }o..o| "shop.project" : "org, number"
`);
  expect(mermaidErrors(text)).toEqual([]);
});

test("without a module every table is drawn", async () => {
  const text = await diagramOf(18, SCRIPT);
  expect(text).toContain('"other.lonely" {\n        bigint id PK\n    }\n');
  expect(text).not.toContain("event_1");
});

/** What the language has a meaning for, or cannot hold as it is. */
const NAMES = [
  ...["pk", "FK", "uk-1", "one", "many", "to", "u", "style", "class", "end", "title", "erDiagram", "direction TB"],
  ...["1st", "0+", "a-b", "a b", "a.b", 'a"b', "a%b", "%%{init: {}}%%", "a#b", "#quot;", "a;b", "a\\b", "a{b}", "a[b]"],
  ...[
    "<b>x</b>",
    "a&amp;b",
    "`a`",
    "**a**",
    "$$x$$",
    "a~b~",
    "a\nb",
    "größe",
    "日本",
    "µ",
    "😀",
    "_",
    "*",
    ":::",
    "a|b",
    "}o--||",
  ],
];

test("names that mermaid has another meaning for are written so that it takes them, and stay apart", async () => {
  const tables = NAMES.map((name, index) => {
    const table = quoteIdentifier(`${name}${NAMES.indexOf(name) === index ? "" : index}`);
    return `CREATE TABLE ${table} (${quoteIdentifier(name)} integer PRIMARY KEY, up integer REFERENCES ${table}, "1odd" numeric(3,1));`;
  });
  const types = 'CREATE TYPE "PK" AS ENUM (); CREATE TABLE kept (a "PK", b "PK"[]);';
  const text = await diagramOf(18, [...tables, types].join("\n"));
  expect(mermaidErrors(text)).toEqual([]);
  const entities = [...text.matchAll(/^ {4}"(?<name>.*)" \{$/gm)].map(({ groups }) => groups!["name"]);
  expect(new Set(entities).size).toBe(NAMES.length + 1);
  const relations = [...text.matchAll(/^ {4}(?<from>".*") }o\.\.o\| (?<to>".*") : "up"$/gm)].map(
    ({ groups }) => groups!,
  );
  expect(relations.length).toBe(NAMES.length);
  expect(relations.filter(({ from, to }) => from !== to)).toEqual([]);
  expect(text).toContain('    "public.#34;a#34;#34;b#34;" {\n        integer a_b PK "#34;a#34;#34;b#34; integer"\n');
  expect(text).toContain("        integer _pk PK");
});

test("the check of the grammar finds what is none", () => {
  const table = 'erDiagram\n    "a" {\n        integer id PK\n    }\n';
  expect(mermaidErrors(table)).toEqual([]);
  expect(mermaidErrors(table.replace("integer id", "integer pk"))).toEqual(["        integer pk PK"]);
  expect(mermaidErrors(table.replace('"a"', '"a b"'))).not.toEqual([]);
  expect(mermaidErrors(table.replace("    }\n", ""))).toEqual(["a block without an end"]);
  expect(mermaidErrors(`${table}    "a" }o--|| "b" : x\n`)).toEqual(['    "a" }o--|| "b" : x']);
});
