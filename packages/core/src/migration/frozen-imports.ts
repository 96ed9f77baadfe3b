import { posix } from "node:path";
import type { Finding } from "../errors/finding.js";
import type { Module } from "../module/module.js";
import { type ImportSpecifier, importSpecifiers } from "./import-specifiers.js";
import type { Migration, TextFile } from "./migration.js";
import { textFinding } from "./text-finding.js";

/**
 * The imports of transform.ts and schema.ts that reach past the frozen past, as FROZEN_IMPORT with line and column.
 *
 * A frozen schema.ts may import drizzle-orm and frozen schemas of migrations that are not newer. A transform.ts may also
 * import node:*, what lies in its own folder, installed packages and strata's types, but no live source of a module:
 * its meaning would change under the migration's feet.
 */
export function frozenImportFindings(migration: Migration, module: Module): Finding[] {
  const judge = (file: TextFile | undefined, isSchema: boolean): Finding[] =>
    file === undefined
      ? []
      : importSpecifiers(file.text).flatMap((found) => {
          const problem = problemOf(found, migration, module, isSchema);
          return problem === undefined ? [] : [finding(file, found, problem, migration)];
        });
  return [...judge(migration.schema, true), ...judge(migration.transform, false)];
}

function finding(file: TextFile, found: ImportSpecifier, problem: string, { module, version }: Migration): Finding {
  const what = found.specifier === undefined ? "a computed name" : JSON.stringify(found.specifier);
  return textFinding(file, found.offset, {
    code: "FROZEN_IMPORT",
    message: `${file.name} imports ${what}: ${problem}`,
    hint: "Import the frozen schema.ts of a migration, or copy what is needed into the migration.",
    module,
    version,
  });
}

function problemOf(
  { specifier }: ImportSpecifier,
  migration: Migration,
  module: Module,
  isSchema: boolean,
): string | undefined {
  if (specifier === undefined) return "what it means cannot be told, and may change";
  if (/^drizzle-orm(?:\/|$)/.test(specifier)) return undefined;
  if (/^(?:\.|\/)/.test(specifier)) return relativeProblem(specifier, migration, isSchema);

  const frozen = frozenVersion(specifier);
  if (frozen !== undefined) return newerProblem(frozen, migration);
  if (isSchema) return "a frozen schema.ts imports drizzle-orm and other frozen schemas only";
  if (specifier.startsWith("node:")) return undefined;
  if (/^(?:#|[a-z][a-z0-9+.-]*:)/i.test(specifier)) return "what it leads to is live source";
  if (specifier === "@strata/core/manifest") return undefined;
  const [, packageName = specifier, name = specifier, path = ""] =
    /^((?:@[^/]+\/)?([^/]+))(.*)$/s.exec(specifier) ?? [];
  if (packageName === module.packageName) return "this is the module's own live source";
  if (module.dependencies.includes(name)) return `this is live source of module ${name}`;
  if (/^\/(?:.*\/)?schema(?:\.[cm]?[jt]s)?$/.test(path)) return "this is a live schema";
  return undefined;
}

function relativeProblem(specifier: string, migration: Migration, isSchema: boolean): string | undefined {
  const own = migration.directory.replaceAll("\\", "/");
  const target = posix.resolve(own, specifier);
  const frozen = frozenVersion(target);
  if (frozen !== undefined) return newerProblem(frozen, migration);
  if (isSchema) return "a frozen schema.ts imports drizzle-orm and other frozen schemas only";
  if (target.startsWith(`${own}/`)) return undefined;
  return "this is live source, which changes after the migration has been applied";
}

/** The version of the migration whose frozen schema a path names. */
function frozenVersion(path: string): string | undefined {
  return /\/(?<version>\d{14})_[^/]+\/schema(?:\.[cm]?[jt]s)?$/.exec(path)?.groups?.["version"];
}

function newerProblem(version: string, migration: Migration): string | undefined {
  return version > migration.version ? "that schema is newer than this migration" : undefined;
}
