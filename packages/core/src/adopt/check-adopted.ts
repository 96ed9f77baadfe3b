import type { Finding } from "../errors/finding.js";
import { type ParsedHeaders, parseHeaders } from "../migration/headers.js";
import type { TextFile } from "../migration/migration.js";
import { checkFile } from "../sql/checked-file.js";
import { createdNames, createsSchema } from "../sql/created-names.js";
import type { SchemaContext } from "../sql/extension-schema.js";
import type { Parser } from "../sql/parser.js";
import type { AdoptedFolder } from "./adopted-folder.js";
import { type SourceMigration, type SourceSql, inPlace } from "./source-history.js";

/**
 * A file of one statement that PostgreSQL refuses inside a transaction has run outside of one, whatever the tool says
 * about it: golang-migrate sends a file as one message, and psql begins no transaction.
 */
export function markNoTransaction(parser: Parser, migration: SourceMigration, context: SchemaContext): SourceMigration {
  const mark = (sql: SourceSql): SourceSql =>
    sql.noTransaction || !runsAlone(parser, sql, context) ? sql : { ...sql, noTransaction: true };
  const { up, down } = migration;
  return { ...migration, up: mark(up), ...(down === undefined ? {} : { down: mark(down) }) };
}

function runsAlone(parser: Parser, sql: SourceSql, context: SchemaContext): boolean {
  const { statements, findings } = checkFile(parser, inPlace(sql), { ...context, noTransaction: false });
  return statements.length === 1 && findings.some(({ code }) => code === "NEEDS_NO_TRANSACTION");
}

/**
 * What strata has against the SQL of one migration. Places are those of the files that adopting makes, given by `pathOf`,
 * or with `undefined` those of the original files.
 */
export function checkAdopted(
  parser: Parser,
  adopted: AdoptedFolder,
  context: SchemaContext,
  pathOf: ((file: "up.sql" | "down.sql") => string) | undefined,
): Finding[] {
  const { source, files, noTransaction } = adopted;
  const check = (name: "up.sql" | "down.sql", sql: SourceSql | undefined, marked: boolean): readonly Finding[] => {
    const text = files[name];
    if (text === undefined || sql === undefined) return [];
    const file = pathOf === undefined ? inPlace(sql) : { name, path: pathOf(name), text };
    const headers: ParsedHeaders = parseHeaders({ ...file, name });
    return [...headers.findings, ...checkFile(parser, file, { ...context, noTransaction: marked }).findings];
  };
  return [...check("up.sql", source.up, noTransaction.up), ...check("down.sql", source.down, noTransaction.down)];
}

/**
 * A history without schemas in its names ran with a search_path of public, most likely. Says so once, at the first
 * object that a module with another first schema would create elsewhere.
 */
export function schemaFindings(
  parser: Parser,
  migrations: readonly SourceMigration[],
  context: SchemaContext,
): Finding[] {
  if (context.firstSchema === "public") return [];
  for (const { up } of migrations) {
    const file: TextFile = inPlace(up);
    const { statements } = checkFile(parser, file, { ...context, noTransaction: up.noTransaction });
    if (statements.some((statement) => createsSchema(statement) === context.firstSchema)) return [];
    const first = statements.find((statement) =>
      createdNames(statement).some(({ schema, temporary }) => schema === undefined && !temporary),
    );
    if (first === undefined) continue;
    const { name } = createdNames(first).find(({ schema }) => schema === undefined)!;
    return [
      {
        code: "ADOPT_SCHEMA",
        message: `${name} is created without a schema: the module's first schema, ${context.firstSchema}, would hold it`,
        hint: 'If it is in public, let the manifest say `"owns": ["public.*"]`.',
        place: { file: file.path, line: first.line, column: first.column },
      },
    ];
  }
  return [];
}
