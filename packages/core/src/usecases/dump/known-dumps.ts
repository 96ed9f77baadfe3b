import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LATEST_FORMAT, replayedVersion } from "../../dump/latest-versions.js";
import { StrataError } from "../../errors/strata-error.js";
import { canonicalJson } from "../../lib/canonical-json.js";
import { sha256 } from "../../lib/hash.js";
import { createIdentities } from "../../migration/identity.js";
import { buildMigrationGraph } from "../../migration/migration-graph.js";
import type { Migration } from "../../migration/migration.js";
import { targetModules } from "../../plan/target-modules.js";
import { formatId } from "../../types/ids.js";
import { fixturesChecksum } from "../../workspace/fixtures-checksum.js";
import { readGenerated } from "../../workspace/read-generated.js";
import type { RootConfig } from "../../workspace/root-config.js";
import type { Workspace } from "../../workspace/workspace.js";
import { writeFile } from "../../workspace/write-file.js";
import { STRATA_VERSION } from "../strata-version.js";

/** By `module@version`: a hash over what a dump is made from, and the hash of its text. */
type Entries = Record<string, readonly [from: string, text: string]>;

/**
 * The dumps that an earlier run has written and that are made from the same still: everything that ran up to their
 * migration, in its order. Reading the catalog behind each migration is most of what a dump takes, and in a day's
 * work only the newest ones change. `strata check` does not look at it.
 */
export class KnownDumps {
  readonly #file: string;
  readonly #from: ReadonlyMap<string, string>;
  readonly #entries: Entries;

  constructor(cacheDirectory: string, workspace: Workspace, config: RootConfig) {
    this.#file = join(cacheDirectory, "known-dumps");
    this.#from = hashesOf(workspace, config);
    this.#entries = readEntries(this.#file);
  }

  /** The text of the dump behind a migration, where the file on disk is known to be that. */
  text(migration: Migration): string | undefined {
    const id = formatId(migration);
    const known = this.#entries[id];
    if (known === undefined || known[0] !== this.#from.get(id)) return undefined;
    const text = readGenerated(join(migration.directory, "schema.sql"));
    return text !== undefined && sha256(text) === known[1] ? text : undefined;
  }

  /** Keeps what was written; where the folder cannot be written nothing is kept. */
  keep(schemas: ReadonlyMap<string, string>): void {
    const entries: Entries = {};
    for (const [id, from] of this.#from) {
      const text = schemas.get(id);
      const entry = text === undefined ? this.#entries[id] : ([from, sha256(text)] as const);
      if (entry !== undefined) entries[id] = entry;
    }
    try {
      writeFile(this.#file, JSON.stringify(entries), { mode: 0o600, isDurable: false });
    } catch (error) {
      if (!(error instanceof StrataError)) throw error;
    }
  }
}

/** For each migration a hash over all that decides about its module's dump behind it. */
function hashesOf({ modules, migrations }: Workspace, config: RootConfig): Map<string, string> {
  const { postgres, extensionSchema, roles } = config;
  const facts = canonicalJson({
    strata: [STRATA_VERSION, LATEST_FORMAT],
    config: { postgres, extensionSchema, roles },
    modules: modules.map(({ name, was, owns, dependencies }) => ({
      name,
      was,
      owns: owns.map(({ text }) => text),
      // What stands outside of schemas belongs to the module that depends on the others.
      dependencies,
    })),
  });
  const { order } = buildMigrationGraph({ modules, migrations, applied: [] });
  const lines = order.map((migration) => {
    const fixtures = migration.fixtures === undefined ? undefined : fixturesChecksum(migration.fixtures);
    return { migration, line: canonicalJson(replayedVersion(migration, fixtures)) };
  });
  const identities = createIdentities(modules, migrations);
  const hashes = new Map<string, string>();
  for (const { name } of modules) {
    const closure = targetModules(modules, migrations, identities, [name]);
    let hash = sha256(facts);
    for (const { migration, line } of lines) {
      if (!closure.has(migration.module)) continue;
      hash = sha256(`${hash}${line}`);
      if (migration.module === name) hashes.set(formatId(migration), hash);
    }
  }
  return hashes;
}

function readEntries(file: string): Entries {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof value === "object" && value !== null ? (value as Entries) : {};
  } catch {
    return {};
  }
}
