import { fileStem, sqlText } from "../input/migration-text.js";
import { type Peer, nodeCommand, packageJson } from "./peer.js";

/** https://salsita.github.io/node-pg-migrate, migrations in SQL. */
export const nodePgMigrate: Peer = {
  name: "node-pg-migrate",
  kind: "peer",
  packageName: "node-pg-migrate",
  how: "`node-pg-migrate up`; one transaction for all, which is its default",
  onNode: true,
  files: ({ migrations }) => ({
    "package.json": packageJson("module"),
    ...Object.fromEntries(
      migrations.map((migration) => [
        // Its format "utc": 17 digits, milliseconds included.
        `migrations/${fileStem({ ...migration, stamp: `${migration.stamp}000` })}.sql`,
        `-- Up Migration\n${sqlText(migration.up)}\n-- Down Migration\n${sqlText(migration.down)}`,
      ]),
    ),
  }),
  apply: (place) => nodeCommand(place, "node_modules/node-pg-migrate/bin/node-pg-migrate.js", "up"),
};
