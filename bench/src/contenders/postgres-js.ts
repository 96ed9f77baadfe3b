import { sqlText } from "../input/migration-text.js";
import type { Tool } from "./tool.js";

const SCRIPT = `import { readFileSync } from "node:fs";
import postgres from "postgres";

const sql = postgres(process.env.DATABASE_URL, { max: 1 });
for (const text of JSON.parse(readFileSync("migrations.json", "utf8"))) await sql.unsafe(text);
await sql.end();
`;

/** The limit of second choice, where there is no psql: strata's own driver sends each migration as one message. */
export const postgresJs: Tool = {
  name: "postgres.js script",
  kind: "limit",
  how: "one script, `BEGIN` and `COMMIT` around each migration; stands in where there is no psql",
  onNode: true,
  files: ({ migrations }) => ({
    "package.json": '{ "private": true, "type": "module" }\n',
    "limit.mjs": SCRIPT,
    "migrations.json": JSON.stringify(migrations.map(({ up }) => `BEGIN;\n${sqlText(up)}COMMIT;\n`)),
  }),
  apply: ({ folder, url }) => ({
    program: process.execPath,
    args: ["limit.mjs"],
    cwd: folder,
    env: { DATABASE_URL: url },
  }),
};
