import type { Code } from "../errors/codes.js";
import type { MigrationId, ModuleName, Version } from "../types/ids.js";

/** A text of a migration's folder, BOM removed and CRLF turned into LF: what is hashed, parsed and sent. */
export interface TextFile {
  /** Name within the folder: `up.sql`. */
  readonly name: string;
  /** Absolute path, for messages. */
  readonly path: string;
  readonly text: string;
}

/** One file of a delta. */
export interface DataFile {
  /** Name within the folder: `bootstrap.json`, `bootstrap/sys_account.role.ndjson`. */
  readonly name: string;
  readonly path: string;
  /** Hash of its text after BOM and line-end normalising; only bootstrap has one, for fixtures are in no checksum. */
  readonly sha256?: string;
}

/** A delta of rows in one of its three forms; read again when it is loaded, so that the no-op path holds no rows. */
export interface DataSource {
  readonly form: "json" | "ndjson" | "ts";
  /** One file, or with `ndjson` one a table, in name order. */
  readonly files: readonly DataFile[];
}

/** What the headers of up.sql and down.sql say, put together. */
export interface Headers {
  readonly requires: readonly MigrationId[];
  /** Earlier stamps of this migration. */
  readonly was: readonly Version[];
  readonly noTransaction: { readonly up: boolean; readonly down: boolean };
  /** Why there is no way back. */
  readonly irreversible?: string;
  /** As PostgreSQL reads it: `2s`, `500ms`. */
  readonly lockTimeout: { readonly up?: string; readonly down?: string };
  readonly allow: readonly { readonly code: Code; readonly why: string }[];
  /** The tool and the name that an adopted migration had there. */
  readonly adopted?: { readonly tool: string; readonly original: string };
}

/**
 * Hashes of the bytes (`raw`) of the two groups of files: `up` over up.sql, up.contract.sql and bootstrap, `down` over
 * the down files, transform.ts and the frozen schema.ts. docs/FORMATS.md says how each byte is made.
 */
export interface RawChecksums {
  readonly up: string;
  readonly down: string;
}

/** The files of a migration's folder that there are. */
export interface MigrationFiles {
  readonly up?: TextFile;
  readonly upContract?: TextFile;
  readonly down?: TextFile;
  readonly downContract?: TextFile;
  readonly transform?: TextFile;
  /** The frozen tables as of this version. */
  readonly schema?: TextFile;
  readonly bootstrap?: DataSource;
  readonly fixtures?: DataSource;
}

/** One timestamped folder of a module, as read from disk. */
export interface Migration extends MigrationId, MigrationFiles {
  readonly module: ModuleName;
  readonly version: Version;
  /** The folder's name after the stamp: `create_account`. */
  readonly name: string;
  /** Absolute path of the folder. */
  readonly directory: string;
  readonly headers: Headers;
  readonly checksums: RawChecksums;
}

/** A row of the history: the migration is applied. */
export interface AppliedMigration extends MigrationId {
  readonly name: string;
  /** Order of application, growing, with gaps. */
  readonly sequence: number;
  readonly checksums: RawChecksums & { readonly upMeaning: string; readonly downMeaning: string };
  /** The hard edges that were in force when it ran. */
  readonly requires: readonly MigrationId[];
}
