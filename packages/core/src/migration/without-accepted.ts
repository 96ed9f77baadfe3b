import { isError, type Finding } from "../errors/finding.js";
import type { Module } from "../module/module.js";
import { formatId } from "../types/ids.js";
import type { Migration } from "./migration.js";

/** The findings that neither a module's manifest nor a migration's `allow` header accepts. Errors are never accepted. */
export function withoutAccepted(
  findings: readonly Finding[],
  modules: readonly Module[],
  migrations: readonly Migration[],
): Finding[] {
  const byModule = new Map(modules.map((module) => [module.name, module]));
  const byId = new Map(migrations.map((migration) => [formatId(migration), migration]));
  return findings.filter((finding) => {
    const { code, module, version } = finding;
    if (isError(finding) || module === undefined) return true;
    if (byModule.get(module)?.allow[code] !== undefined) return false;
    return (
      version === undefined ||
      byId.get(formatId({ module, version }))?.headers.allow.every((allowed) => allowed.code !== code) !== false
    );
  });
}
