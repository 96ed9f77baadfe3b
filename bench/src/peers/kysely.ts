import { fileStem, sqlText } from "../input/migration-text.js";
import { type Peer, nodeCommand, packageJson } from "./peer.js";

const SCRIPT = `import { promises as fs } from "node:fs";
import path from "node:path";
import { FileMigrationProvider, Kysely, Migrator, PostgresDialect } from "kysely";
import pg from "pg";

const db = new Kysely({
  dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: process.env.DATABASE_URL }) }),
});
const migrator = new Migrator({
  db,
  provider: new FileMigrationProvider({ fs, path, migrationFolder: path.resolve("migrations") }),
});
const { error } = await migrator.migrateToLatest();
await db.destroy();
if (error) throw error;
`;

/** https://kysely.dev/docs/migrations, its Migrator over pg, migrations as modules that send their SQL as it is. */
export const kysely: Peer = {
  name: "kysely",
  kind: "peer",
  packageName: "kysely",
  how: "its `Migrator` over pg; one transaction for all",
  onNode: true,
  files: ({ migrations }) => ({
    "package.json": packageJson("module"),
    "migrate.mjs": SCRIPT,
    ...Object.fromEntries(
      migrations.map((migration) => [
        `migrations/${fileStem(migration)}.mjs`,
        `import { sql } from "kysely";\n\n${part("up", migration.up)}\n${part("down", migration.down)}`,
      ]),
    ),
  }),
  apply: (place) => nodeCommand(place, "migrate.mjs"),
};

function part(name: string, statements: readonly string[]): string {
  return `export async function ${name}(db) {\n  await sql\`\n${sqlText(statements)}\`.execute(db);\n}\n`;
}
