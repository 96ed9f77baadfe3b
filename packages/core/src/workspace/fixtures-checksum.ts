import type { Finding } from "../errors/finding.js";
import { throwFindings } from "../errors/strata-error.js";
import { combine, type FileHash } from "../migration/checksum.js";
import type { DataSource } from "../migration/migration.js";
import { hashFile } from "./hash-file.js";

/**
 * The checksum over the files of fixtures, made like that of a migration: fixtures are in none of its own.
 *
 * @throws StrataError FILE_UNREADABLE or FILE_ENCODING.
 */
export function fixturesChecksum(source: DataSource): string {
  const findings: Finding[] = [];
  const hashes = source.files.flatMap(({ name, path }): FileHash[] => {
    const hash = hashFile(path);
    if ("sha256" in hash) return [{ name, sha256: hash.sha256 }];
    findings.push(hash);
    return [];
  });
  throwFindings(findings);
  return combine(hashes);
}
