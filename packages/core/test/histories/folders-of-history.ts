import { must } from "../../src/errors/internal-error.js";
import { sha256 } from "../../src/lib/hash.js";
import type { Migration } from "../../src/migration/migration.js";
import { type Module, SYS_CORE } from "../../src/module/module.js";
import { meansOther, migrations, modules, short } from "../support/histories.js";
import type { TreeEntry } from "../support/temporary-tree.js";

/**
 * The notation of test/support/histories.ts as real packages and folders below `modules/`. Every migration makes one
 * table in `public`, named by its module and number as they were at first: `shop@9`, which was `b` and 3, makes `b_3`.
 * `edited` adds a column, `commented` a comment, `down-edited` an IF EXISTS.
 */
export function treeOfHistory(modulesText: string, migrationsText: string): Record<string, TreeEntry> {
  const here = modules(modulesText).filter(({ name }) => name !== SYS_CORE);
  return Object.fromEntries([
    ...here.map((module) => [`modules/${module.name}/package.json`, packageOf(module)] as const),
    ...migrations(migrationsText).flatMap((migration) => {
      const module = must(
        here.find(({ name }) => name === migration.module),
        migration.module,
      );
      const directory = `modules/${migration.module}/migrations/${migration.version}_${migration.name}`;
      return Object.entries(filesOf(module, migration)).map(([name, text]) => [`${directory}/${name}`, text] as const);
    }),
  ]);
}

function packageOf({ name, was, dependencies, packageVersion: version }: Module): Record<string, unknown> {
  const others = dependencies.filter((other) => other !== SYS_CORE);
  return {
    name,
    version,
    dependencies: Object.fromEntries(others.map((other) => [other, "workspace:*"])),
    strata: { owns: [`public.${was[0] ?? name}_*`], ...(was.length === 0 ? {} : { was }) },
  };
}

function filesOf(module: Module, migration: Migration): Record<string, string> {
  const { requires, was } = migration.headers;
  const headers = [
    ...requires.map(({ module, version }) => `-- strata: requires ${module}@${version}\n`),
    ...was.map((version) => `-- strata: was ${version}\n`),
    ...(migration.checksums.up === sha256("commented") ? ["-- A remark.\n"] : []),
  ];
  const table = tableOf(module, migration);
  const column = meansOther(migration.checksums.up) ? ", added text" : "";
  const guard = meansOther(migration.checksums.down) ? "IF EXISTS " : "";
  return {
    "up.sql": `${headers.join("")}CREATE TABLE ${table} (id integer PRIMARY KEY${column});\n`,
    "down.sql": `DROP TABLE ${guard}${table};\n`,
  };
}

function tableOf({ name, was }: Module, { version, headers }: Migration): string {
  return `${was[0] ?? name}_${short(headers.was[0] ?? version)}`;
}
