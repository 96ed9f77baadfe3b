import { fileStem } from "../input/migration-text.js";
import type { InputMigration } from "../input/input.js";
import { type Peer, nodeCommand, packageJson } from "./peer.js";

const SCRIPT = `import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";

const client = postgres(process.env.DATABASE_URL, { max: 1 });
await migrate(drizzle(client), { migrationsFolder: "drizzle" });
await client.end();
`;

/** https://orm.drizzle.team/docs/migrations, the migrator at run time over postgres.js. */
export const drizzleOrm: Peer = {
  name: "drizzle-orm",
  kind: "peer",
  packageName: "drizzle-orm",
  how: "its `migrate` over postgres.js; one transaction for all",
  onNode: true,
  files: ({ migrations }) => ({
    "package.json": packageJson("module"),
    "migrate.mjs": SCRIPT,
    "drizzle/meta/_journal.json": journal(migrations),
    ...Object.fromEntries(
      migrations.map((migration) => [
        `drizzle/${fileStem(migration)}.sql`,
        `${migration.up.map((statement) => `${statement};`).join("--> statement-breakpoint\n")}\n`,
      ]),
    ),
  }),
  apply: (place) => nodeCommand(place, "migrate.mjs"),
};

/** The list of migrations as drizzle-kit writes it: only what stands here is looked at. */
function journal(migrations: readonly InputMigration[]): string {
  const entries = migrations.map((migration, idx) => ({
    idx,
    version: "7",
    when: whenOf(migration.stamp),
    tag: fileStem(migration),
    breakpoints: true,
  }));
  return `${JSON.stringify({ version: "7", dialect: "postgresql", entries }, null, 2)}\n`;
}

function whenOf(stamp: string): number {
  return Date.parse(stamp.replace(/^(....)(..)(..)(..)(..)(..)$/u, "$1-$2-$3T$4:$5:$6Z"));
}
