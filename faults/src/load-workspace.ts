import { writeFiles } from "./workspace.js";

/** Writes a workspace whose migrations take the strongest locks on two tables, one by one and both in one step. */
export function writeLoadWorkspace(root: string): void {
  const migrations = "modules/load/migrations";
  writeFiles(root, {
    "package.json": '{"name":"acme","private":true}\n',
    "pnpm-workspace.yaml": 'packages: ["modules/*"]\n',
    "modules/load/package.json": '{"name":"load","version":"1.0.0","strata":{}}\n',
    [`${migrations}/20260101000000_create/up.sql`]: `CREATE SCHEMA load;
CREATE TABLE load.item (id integer PRIMARY KEY, title text);
CREATE TABLE load.person (id integer PRIMARY KEY, name text);
INSERT INTO load.item SELECT n, 'item ' || n FROM generate_series(1, 5000) n;
INSERT INTO load.person SELECT n, 'person ' || n FROM generate_series(1, 5000) n;
`,
    [`${migrations}/20260101000000_create/down.sql`]:
      "DROP TABLE load.person;\nDROP TABLE load.item;\nDROP SCHEMA load;\n",
    [`${migrations}/20260102000000_both/up.sql`]: `ALTER TABLE load.item ADD COLUMN weight numeric;
ALTER TABLE load.person ADD COLUMN born date;
`,
    [`${migrations}/20260102000000_both/down.sql`]:
      "ALTER TABLE load.person DROP COLUMN born;\nALTER TABLE load.item DROP COLUMN weight;\n",
    [`${migrations}/20260103000000_index/up.sql`]: `-- strata: no-transaction
CREATE INDEX CONCURRENTLY item_title ON load.item (title);
CREATE INDEX CONCURRENTLY person_name ON load.person (name);
`,
    [`${migrations}/20260103000000_index/down.sql`]: `-- strata: no-transaction
DROP INDEX CONCURRENTLY load.person_name;
DROP INDEX CONCURRENTLY load.item_title;
`,
  });
}
