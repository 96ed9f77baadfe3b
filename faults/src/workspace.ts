import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Random } from "./random.js";

/** A workspace on disk that a run migrates. */
export interface GeneratedWorkspace {
  readonly root: string;
  /** Migrations in the one total order, as `module@version`; sys-core's are not among them. */
  readonly order: readonly string[];
}

type Files = Readonly<Record<string, string>>;

interface Draft {
  readonly schema: string;
  readonly version: string;
  /** Schemas whose tables the first migration refers to, each with the version that made them. */
  readonly dependencies: ReadonlyMap<string, string>;
}

const MODULES = ["catalog", "billing", "staff", "support"] as const;

/**
 * Writes a workspace of four modules that depend on each other, three migrations each: tables with foreign keys between
 * modules, bootstrap data and fixtures as deltas, a transform with contracts both ways, routines, and files outside of a
 * transaction. Equal numbers, equal bytes. Stamps follow the total order, so that applied migrations are always the
 * first ones of `order`.
 */
export function generateWorkspace(
  root: string,
  random: Random,
  options: { readonly concurrently: boolean },
): GeneratedWorkspace {
  write(root, "pnpm-workspace.yaml", 'packages: ["modules/*"]\n');
  write(root, "package.json", '{"name":"acme","private":true}\n');
  const later = random.shuffle<(draft: Draft) => Files>([
    changeData,
    transform,
    addRoutines,
    alter,
    addFixtures,
    ...(options.concurrently ? [addIndexes, reindex, vacuum] : [alter, addRoutines, changeData]),
  ]);
  const created = new Map<string, string>();
  const order: string[] = [];
  const add = (schema: string, name: string, make: (draft: Draft) => Files, dependencies: readonly string[]): void => {
    const version = String(20260101000000 + order.length * 1_000_000);
    const files = make({
      schema,
      version,
      dependencies: new Map(dependencies.map((other) => [other, created.get(other) ?? ""])),
    });
    for (const [file, text] of Object.entries(files))
      write(root, `modules/${schema}/migrations/${version}_${name}/${file}`, text);
    if (!created.has(schema)) created.set(schema, version);
    order.push(`${schema}@${version}`);
  };
  for (const [index, schema] of MODULES.entries()) {
    const dependencies = MODULES.slice(0, index).filter((_, other) => other === index - 1 || random.chance(0.5));
    const packageJson = {
      name: schema,
      version: "1.0.0",
      strata: {},
      dependencies: Object.fromEntries(dependencies.map((other) => [other, "workspace:*"])),
    };
    write(root, `modules/${schema}/package.json`, `${JSON.stringify(packageJson)}\n`);
    add(schema, "create", createTables, dependencies);
  }
  // Nobody changes one thing twice, so a kind that comes twice goes to another module.
  for (const [index, make] of later.entries())
    add(MODULES[index % MODULES.length] ?? "catalog", snakeCase(make.name), make, []);
  return { root, order };
}

function createTables({ schema, dependencies }: Draft): Files {
  const others = [...dependencies.keys()];
  const columns = others.map((other) => `,\n  ${other}_code text REFERENCES ${other}.item (code)`).join("");
  const references = Object.fromEntries(others.map((other) => [`${other}_code`, "$first"]));
  return {
    "up.sql": `${[...dependencies].map(([other, version]) => `-- strata: requires ${other}@${version}\n`).join("")}
CREATE SCHEMA ${schema};
CREATE TABLE ${schema}.item (
  code text PRIMARY KEY,
  title text NOT NULL CHECK (title <> ''),
  amount integer NOT NULL DEFAULT 0${columns}
);
CREATE TABLE ${schema}.person (code text PRIMARY KEY, full_name text NOT NULL);
CREATE TABLE ${schema}.entry (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  item_code text NOT NULL REFERENCES ${schema}.item (code) ON DELETE CASCADE,
  note text
);
`,
    "down.sql": `DROP TABLE ${schema}.entry;\nDROP TABLE ${schema}.person;\nDROP TABLE ${schema}.item;\nDROP SCHEMA ${schema};\n`,
    "bootstrap.json": json({
      [`${schema}.item`]: {
        first: { title: "First", amount: 3, ...references },
        second: { title: "Second", amount: 7 },
        third: { title: "Third" },
      },
      [`${schema}.person`]: { ann: { full_name: "Ann Archer" }, ben: { full_name: "Ben Baker" } },
    }),
  };
}

function changeData({ schema }: Draft): Files {
  return {
    "bootstrap.json": json({
      [`${schema}.item`]: { second: { amount: 70 }, third: null, fourth: { title: "Fourth", amount: 9 } },
    }),
  };
}

function addFixtures({ schema }: Draft): Files {
  return {
    "up.sql": `ALTER TABLE ${schema}.entry ADD COLUMN seen boolean NOT NULL DEFAULT false;\n`,
    "down.sql": `ALTER TABLE ${schema}.entry DROP COLUMN seen;\n`,
    "fixtures.json": json({
      [`${schema}.item`]: { sample: { title: "Sample", amount: 1 } },
      [`${schema}.entry`]: {
        one: { item_code: "$sample", note: "one" },
        two: { item_code: "$first", note: "two", seen: true },
      },
    }),
  };
}

function transform({ schema }: Draft): Files {
  return {
    "up.sql": `ALTER TABLE ${schema}.person ADD COLUMN first_name text, ADD COLUMN last_name text;\n`,
    "transform.ts": `export async function up({ sql }) {
  for (const { code, full_name } of await sql\`SELECT code, full_name FROM ${schema}.person ORDER BY code\`) {
    const [first, last] = full_name.split(" ");
    await sql\`UPDATE ${schema}.person SET first_name = \${first}, last_name = \${last} WHERE code = \${code}\`;
  }
}
export async function down({ sql }) {
  for (const { code, first_name, last_name } of await sql\`SELECT code, first_name, last_name FROM ${schema}.person ORDER BY code\`) {
    await sql\`UPDATE ${schema}.person SET full_name = \${first_name + " " + last_name} WHERE code = \${code}\`;
  }
}
`,
    "up.contract.sql": `ALTER TABLE ${schema}.person ALTER first_name SET NOT NULL, ALTER last_name SET NOT NULL, DROP COLUMN full_name;\n`,
    "down.sql": `ALTER TABLE ${schema}.person ADD COLUMN full_name text;\n`,
    "down.contract.sql": `ALTER TABLE ${schema}.person ALTER full_name SET NOT NULL, DROP COLUMN first_name, DROP COLUMN last_name;\n`,
  };
}

function addRoutines({ schema }: Draft): Files {
  return {
    "up.sql": `CREATE TYPE ${schema}.state AS ENUM ('open', 'closed');
CREATE FUNCTION ${schema}.total() RETURNS bigint LANGUAGE sql STABLE SET search_path = pg_catalog
  AS $$ SELECT coalesce(sum(amount), 0) FROM ${schema}.item $$;
CREATE VIEW ${schema}.expensive AS SELECT code, title FROM ${schema}.item WHERE amount > 5;
`,
    "down.sql": `DROP VIEW ${schema}.expensive;\nDROP FUNCTION ${schema}.total();\nDROP TYPE ${schema}.state;\n`,
  };
}

function alter({ schema }: Draft): Files {
  return {
    "up.sql": `ALTER TABLE ${schema}.item ADD COLUMN weight numeric(8,2);
UPDATE ${schema}.item SET weight = amount / 2.0;
CREATE INDEX item_title ON ${schema}.item (title);
COMMENT ON COLUMN ${schema}.item.weight IS 'half of the amount';
`,
    "down.sql": `DROP INDEX ${schema}.item_title;\nALTER TABLE ${schema}.item DROP COLUMN weight;\n`,
  };
}

function addIndexes({ schema }: Draft): Files {
  return {
    "up.sql": `-- strata: no-transaction
CREATE INDEX CONCURRENTLY item_amount ON ${schema}.item (amount);
COMMENT ON TABLE ${schema}.item IS 'indexed by amount';
CREATE UNIQUE INDEX CONCURRENTLY person_code ON ${schema}.person (code, lower(code));
`,
    "down.sql": `-- strata: no-transaction
DROP INDEX CONCURRENTLY ${schema}.person_code;
COMMENT ON TABLE ${schema}.item IS NULL;
DROP INDEX CONCURRENTLY ${schema}.item_amount;
`,
  };
}

function reindex({ schema }: Draft): Files {
  return {
    "up.sql": `-- strata: no-transaction
REINDEX INDEX CONCURRENTLY ${schema}.item_pkey;
CREATE INDEX CONCURRENTLY entry_note ON ${schema}.entry (note) WHERE note IS NOT NULL;
`,
    "down.sql": `-- strata: no-transaction\nDROP INDEX CONCURRENTLY ${schema}.entry_note;\nREINDEX TABLE CONCURRENTLY ${schema}.entry;\n`,
  };
}

function vacuum({ schema }: Draft): Files {
  return {
    "up.sql": `-- strata: no-transaction
CREATE TABLE ${schema}.note (id integer PRIMARY KEY, body text);
CREATE INDEX CONCURRENTLY note_body ON ${schema}.note (body);
VACUUM ${schema}.note;
`,
    "down.sql": `-- strata: no-transaction\nDROP INDEX CONCURRENTLY ${schema}.note_body;\nDROP TABLE ${schema}.note;\n`,
  };
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Writes texts below a folder by their paths. */
export function writeFiles(root: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) write(root, path, text);
}

function write(root: string, path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
