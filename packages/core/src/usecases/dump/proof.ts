import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LATEST_FORMAT } from "../../dump/latest-versions.js";
import { StrataError } from "../../errors/strata-error.js";
import { canonicalJson } from "../../lib/canonical-json.js";
import { sha256 } from "../../lib/hash.js";
import type { Module } from "../../module/module.js";
import { formatId } from "../../types/ids.js";
import { fixturesChecksum } from "../../workspace/fixtures-checksum.js";
import { listLatestRows, readGenerated } from "../../workspace/read-generated.js";
import type { RootConfig } from "../../workspace/root-config.js";
import type { Workspace } from "../../workspace/workspace.js";
import { writeFile } from "../../workspace/write-file.js";
import { STRATA_VERSION } from "../strata-version.js";
import { latestDirectory } from "./generated-files.js";

/** What a proof is about: the files of these modules, and everything that they are made from. */
export interface ProofSubject {
  readonly cacheDirectory: string;
  readonly config: RootConfig;
  readonly workspace: Workspace;
  readonly modules: readonly Module[];
}

/** Whether the very same files were shown here, by the same version of strata, to be what a replay gives. */
export function isProven(subject: ProofSubject): boolean {
  try {
    return readFileSync(fileIn(subject), "utf8") === hashOf(subject);
  } catch {
    return false;
  }
}

/** Keeps for the next check what this one has shown; where the folder cannot be written nothing is kept. */
export function keepProof(subject: ProofSubject): void {
  try {
    writeFile(fileIn(subject), hashOf(subject), { mode: 0o600, isDurable: false });
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
  }
}

function fileIn({ cacheDirectory }: ProofSubject): string {
  return join(cacheDirectory, "proven-dumps");
}

function hashOf({ config, workspace, modules }: ProofSubject): string {
  const { postgres, extensionSchema, roles } = config;
  const own = new Set(modules.map(({ name }) => name));
  const paths = [
    ...workspace.migrations.flatMap(({ module, directory }) =>
      own.has(module) ? [join(directory, "schema.sql")] : [],
    ),
    ...modules.flatMap((module) => [
      ...["schema.sql", "history.json", "versions.json"].map((name) => join(latestDirectory(module), name)),
      ...listLatestRows(latestDirectory(module)),
    ]),
  ];
  return sha256(
    canonicalJson({
      strata: [STRATA_VERSION, LATEST_FORMAT],
      config: { postgres, extensionSchema, roles },
      modules: workspace.modules.map(({ name, was, owns, dependencies, allow }) => ({
        name,
        was,
        owns: owns.map(({ text }) => text),
        dependencies,
        allow,
      })),
      migrations: workspace.migrations.map(({ checksums, fixtures, ...id }) => [
        formatId(id),
        checksums.up,
        checksums.down,
        fixtures === undefined ? null : fixturesChecksum(fixtures),
      ]),
      files: paths.map((path) => [path, sha256(readGenerated(path) ?? "")]),
    }),
  );
}
