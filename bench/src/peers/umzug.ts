import { fileStem, sqlText } from "../input/migration-text.js";
import { type Peer, nodeCommand, packageJson } from "./peer.js";

const SCRIPT = `const { readFile } = require("node:fs/promises");
const { Pool } = require("pg");
const { Umzug } = require("umzug");

const pool = new Pool({ connectionString: process.env.DATABASE_URL });
const umzug = new Umzug({
  migrations: {
    glob: "migrations/*.up.sql",
    resolve: ({ name, path, context }) => ({
      name,
      up: async () => context.query(await readFile(path, "utf8")),
      down: async () => context.query(await readFile(path.replace(".up.sql", ".down.sql"), "utf8")),
    }),
  },
  context: pool,
  storage: {
    async executed({ context }) {
      await context.query("CREATE TABLE IF NOT EXISTS umzug_migrations (name text PRIMARY KEY)");
      const { rows } = await context.query("SELECT name FROM umzug_migrations ORDER BY name");
      return rows.map((row) => row.name);
    },
    async logMigration({ name, context }) {
      await context.query("INSERT INTO umzug_migrations (name) VALUES ($1)", [name]);
    },
    async unlogMigration({ name, context }) {
      await context.query("DELETE FROM umzug_migrations WHERE name = $1", [name]);
    },
  },
  logger: console,
});

umzug.up().finally(() => pool.end());
`;

/** https://github.com/sequelize/umzug, with SQL files and a storage of its own, as its examples show. */
export const umzug: Peer = {
  name: "umzug",
  kind: "peer",
  packageName: "umzug",
  how: "`umzug.up()` over pg; no transaction around migration and history, no lock",
  onNode: true,
  files: ({ migrations }) => ({
    "package.json": packageJson("commonjs"),
    "migrate.cjs": SCRIPT,
    ...Object.fromEntries(
      migrations.flatMap((migration) => [
        [`migrations/${fileStem(migration)}.up.sql`, sqlText(migration.up)],
        [`migrations/${fileStem(migration)}.down.sql`, sqlText(migration.down)],
      ]),
    ),
  }),
  apply: (place) => nodeCommand(place, "migrate.cjs"),
};
