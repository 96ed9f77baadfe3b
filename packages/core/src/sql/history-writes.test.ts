import { expect, test } from "vitest";
import { checkFile } from "./checked-file.js";
import { loadParser } from "./load-parser.js";

const parser = await loadParser();

function codesOf(text: string, firstSchema = "shop"): string[] {
  const file = { name: "up.sql", path: "up.sql", text };
  const context = { firstSchema, extensionSchema: "public", noTransaction: false };
  return checkFile(parser, file, context).findings.map(({ code }) => code);
}

test.each([
  "DELETE FROM sys_core.migration",
  "UPDATE sys_core.environment SET class = 'test'",
  "INSERT INTO sys_core.migration (module) VALUES ('x')",
  "MERGE INTO sys_core.intent i USING t ON t.id = i.id WHEN MATCHED THEN DELETE",
  "TRUNCATE a, sys_core.intent",
  "ALTER TABLE sys_core.migration_audit DISABLE TRIGGER ALL",
  "ALTER TABLE sys_core.migration RENAME TO history",
  "ALTER TABLE sys_core.migration SET SCHEMA shop",
  "CREATE INDEX ON sys_core.migration (name)",
  "CREATE TRIGGER t BEFORE INSERT ON sys_core.migration FOR EACH ROW EXECUTE FUNCTION f()",
  "CREATE RULE r AS ON DELETE TO sys_core.migration DO INSTEAD NOTHING",
  "CREATE TABLE sys_core.mine (id int)",
  "DROP TABLE a, sys_core.migration",
  "DROP FUNCTION sys_core.chain_audit()",
  "DROP SCHEMA sys_core CASCADE",
  'DELETE FROM "sys_core"."migration"',
  "WITH gone AS (DELETE FROM sys_core.migration RETURNING *) SELECT * FROM gone",
])("%s is refused in a module", (text) => {
  expect(codesOf(text)).toContain("HISTORY_WRITE");
  expect(codesOf(text, "sys_core")).not.toContain("HISTORY_WRITE");
});

test.each([
  "SELECT * FROM sys_core.migration",
  "CREATE VIEW shop.applied AS SELECT module, version FROM sys_core.migration",
  "INSERT INTO shop.seen SELECT version FROM sys_core.migration",
  "COMMENT ON TABLE shop.a IS 'see sys_core.migration'",
  "CREATE TABLE shop.sys_core (sys_core int)",
  "DROP TABLE shop.sys_core",
  'DELETE FROM "SYS_CORE".migration',
])("%s is none of it", (text) => {
  expect(codesOf(text)).toEqual([]);
});
