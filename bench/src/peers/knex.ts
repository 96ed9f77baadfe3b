import { fileStem, sqlText } from "../input/migration-text.js";
import { type Peer, nodeCommand, packageJson } from "./peer.js";

const KNEXFILE = `module.exports = {
  client: "pg",
  connection: process.env.DATABASE_URL,
  migrations: { directory: "./migrations" },
};
`;

/** https://knexjs.org/guide/migrations.html, migrations as modules that send their SQL as it is. */
export const knex: Peer = {
  name: "knex",
  kind: "peer",
  packageName: "knex",
  how: "`knex migrate:latest`; a transaction for each migration",
  onNode: true,
  files: ({ migrations }) => ({
    "package.json": packageJson("commonjs"),
    "knexfile.js": KNEXFILE,
    ...Object.fromEntries(
      migrations.map((migration) => [
        `migrations/${fileStem(migration)}.js`,
        `${part("up", migration.up)}\n${part("down", migration.down)}`,
      ]),
    ),
  }),
  apply: (place) => nodeCommand(place, "node_modules/knex/bin/cli.js", "migrate:latest"),
};

function part(name: string, statements: readonly string[]): string {
  return `exports.${name} = (knex) => knex.raw(\`\n${sqlText(statements)}\`);\n`;
}
