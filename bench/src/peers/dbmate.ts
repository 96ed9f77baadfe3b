import { join } from "node:path";
import { fileStem, sqlText } from "../input/migration-text.js";
import type { Peer } from "./peer.js";

/** https://github.com/amacneil/dbmate */
export const dbmate: Peer = {
  name: "dbmate",
  kind: "peer",
  // The npm package `dbmate` only starts this program; npm has this version for one platform.
  packageName: "@dbmate/linux-x64",
  how: "`dbmate --no-dump-schema migrate`, the native program itself; a transaction for each migration",
  onNode: false,
  files: ({ migrations }) =>
    Object.fromEntries(
      migrations.map((migration) => [
        `db/migrations/${fileStem(migration)}.sql`,
        `-- migrate:up\n${sqlText(migration.up)}\n-- migrate:down\n${sqlText(migration.down)}`,
      ]),
    ),
  apply: ({ folder, url }) => ({
    program: join(folder, "node_modules/@dbmate/linux-x64/bin/dbmate"),
    args: ["--no-dump-schema", "migrate"],
    cwd: folder,
    env: { DATABASE_URL: `${url}?sslmode=disable` },
  }),
};
