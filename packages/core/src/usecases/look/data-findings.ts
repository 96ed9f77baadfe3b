import type { Finding } from "../../errors/finding.js";
import { StrataError } from "../../errors/strata-error.js";
import type { DataSource, Migration } from "../../migration/migration.js";
import { readDataset } from "../../workspace/read-dataset.js";

/**
 * What is wrong with the rows that a migration ships, as far as their files alone show it. Files in TypeScript are left
 * alone: whoever asks for findings executes nothing.
 */
export async function dataFindings(
  migration: Migration,
  options: { readonly cacheDirectory: string },
): Promise<Finding[]> {
  const sources = [migration.bootstrap, migration.fixtures].filter((source) => source !== undefined);
  const findings = await Promise.all(sources.map((source) => findingsOf(source, options)));
  return findings.flat().map((finding) => ({ ...finding, module: migration.module, version: migration.version }));
}

async function findingsOf(
  source: DataSource,
  options: { readonly cacheDirectory: string },
): Promise<readonly Finding[]> {
  if (source.form === "ts") return [];
  try {
    await readDataset(source, options);
    return [];
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
    return error.details.findings ?? [{ code: error.code, message: error.message }];
  }
}
