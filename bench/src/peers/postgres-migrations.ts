import { fileStem, sqlText } from "../input/migration-text.js";
import { type Peer, nodeCommand, packageJson } from "./peer.js";

const SCRIPT = `const { Client } = require("pg");
const { migrate } = require("postgres-migrations");

async function main() {
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  try {
    await migrate({ client }, "migrations");
  } finally {
    await client.end();
  }
}
main();
`;

/** https://github.com/ThomWright/postgres-migrations, which has no way back. */
export const postgresMigrations: Peer = {
  name: "postgres-migrations",
  kind: "peer",
  packageName: "postgres-migrations",
  how: "its `migrate` over pg; a transaction for each migration",
  onNode: true,
  files: ({ migrations }) => ({
    "package.json": packageJson("commonjs"),
    "migrate.cjs": SCRIPT,
    ...Object.fromEntries(
      migrations.map((migration, index) => [
        // Numbers without a gap, and no name twice.
        `migrations/${String(index + 1).padStart(4, "0")}_${fileStem(migration)}.sql`,
        sqlText(migration.up),
      ]),
    ),
  }),
  apply: (place) => nodeCommand(place, "migrate.cjs"),
};
