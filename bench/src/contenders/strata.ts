import { dirname, posix } from "node:path";
import type { Input, InputModule } from "../input/input.js";
import { fileStem, sqlText } from "../input/migration-text.js";
import type { Command } from "../measure/run-process.js";
import { strataPackage } from "../places.js";
import type { Tool, ToolPlace } from "./tool.js";

/** strata itself, in a workspace as `pnpm install` leaves it. */
export const strata: Tool = {
  name: "strata",
  kind: "strata",
  how: "`strata up --yes`; a transaction for each migration",
  onNode: true,
  files: (input) => ({
    "package.json": json({ name: "bench-workspace", private: true, type: "module" }),
    "pnpm-workspace.yaml": 'packages:\n  - "modules/*"\n',
    ...Object.fromEntries(input.modules.map((module) => [`modules/${module.name}/package.json`, manifest(module)])),
    ...migrationFiles(input),
  }),
  links: ({ modules }) =>
    Object.fromEntries(
      modules.flatMap(({ name, dependsOn }) =>
        dependsOn.map((other) => {
          const link = `modules/${name}/node_modules/@bench/${other}`;
          return [link, posix.relative(dirname(link), `modules/${other}`)] as const;
        }),
      ),
    ),
  apply: (place) => strataCommand(["up", "--yes"], place),
};

/** A process of the command in a workspace. */
export function strataCommand(args: readonly string[], { folder, url }: ToolPlace): Command {
  return { program: process.execPath, args: [strataPackage().bin, ...args], cwd: folder, env: { DATABASE_URL: url } };
}

function manifest({ name, dependsOn }: InputModule): string {
  return json({
    name: `@bench/${name}`,
    version: "1.0.0",
    private: true,
    type: "module",
    strata: {},
    dependencies: Object.fromEntries(dependsOn.map((other) => [`@bench/${other}`, "workspace:*"])),
  });
}

function migrationFiles({ migrations }: Input): Record<string, string> {
  return Object.fromEntries(
    migrations.flatMap((migration) => {
      const folder = `modules/${migration.module}/migrations/${fileStem(migration)}`;
      const headers = migration.requires.map((id) => `-- strata: requires ${id}\n`).join("");
      return [
        [`${folder}/up.sql`, `${headers === "" ? "" : `${headers}\n`}${sqlText(migration.up)}`],
        [`${folder}/down.sql`, sqlText(migration.down)],
      ];
    }),
  );
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
