/**
 * The closed list of codes. Errors and findings are matched by code, never by message.
 *
 * `kind` says whether a header or the manifest's `allow` may accept it: a finding can be accepted,
 * an error never. `exit` is the process's exit status when it is the worst thing that happened.
 */
export interface CodeEntry {
  readonly kind: "error" | "finding";
  readonly exit: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 130;
  /** One line: what has happened. */
  readonly meaning: string;
  /** What the reader does about it, as `strata explain` prints it. */
  readonly cure: string;
}

const entries = {
  INTERNAL: {
    kind: "error",
    exit: 1,
    meaning: "strata itself is at fault.",
    cure: "Report it with the command and the message. The database stands as the last line of output says.",
  },

  // Workspace and manifests
  WORKSPACE_NOT_FOUND: {
    kind: "error",
    exit: 3,
    meaning: "No folder upwards of this one is a workspace.",
    cure: "Change into the repository or name it with --cwd; `strata init` sets up a new one.",
  },
  WORKSPACE_INVALID: {
    kind: "error",
    exit: 3,
    meaning: "pnpm-workspace.yaml or the `workspaces` of package.json cannot be read.",
    cure: "Correct the file at the place shown; `packages` is a list of folder patterns.",
  },
  PACKAGE_JSON_INVALID: {
    kind: "error",
    exit: 3,
    meaning: "A package.json is not valid JSON, or not an object.",
    cure: "Correct the file at the place shown.",
  },
  MANIFEST_INVALID: {
    kind: "error",
    exit: 3,
    meaning: "The `strata` key of a package.json says something that a manifest cannot say.",
    cure: "Correct the key at the place shown; manifest.schema.json of @strata/core describes every key.",
  },
  MODULE_NAME_TAKEN: {
    kind: "error",
    exit: 3,
    meaning: "Two modules share a name, now or by `was`.",
    cure: "Give one of them another `name` in its manifest, or remove the name from `was`.",
  },
  MODULE_TWICE: {
    kind: "error",
    exit: 3,
    meaning: "Two versions of one module are installed.",
    cure: "Bring every package that depends on it to one version.",
  },
  CLAIM_INVALID: {
    kind: "error",
    exit: 3,
    meaning: "A claim is no pattern of the form schema.name, or its range of versions is empty.",
    cure: "Write the claim as `schema.*` or `schema.table`, with `from` before `until`.",
  },
  CLAIM_RESERVED: {
    kind: "error",
    exit: 3,
    meaning: "A claim reaches into sys_core, pg_* or information_schema, which no other module can own.",
    cure: "Claim a schema of the module's own.",
  },
  CLAIM_TAKEN: {
    kind: "error",
    exit: 3,
    meaning: "Two modules claim one object within a common range of versions.",
    cure: "Narrow one of the claims, or give the table away with `until` in one manifest and `from` in the other.",
  },
  DEPENDENCY_UNKNOWN: {
    kind: "error",
    exit: 3,
    meaning: "A module depends on a package of the workspace that does not exist.",
    cure: "Correct the name, or add the package to the workspace.",
  },
  DEPENDENCY_NOT_INSTALLED: {
    kind: "finding",
    exit: 2,
    meaning: "A dependency is not installed, so whether it is a module cannot be known.",
    cure: "Install the workspace's packages.",
  },
  PEER_WITHOUT_DEV: {
    kind: "finding",
    exit: 2,
    meaning: "A peer dependency on a module of the workspace is missing from devDependencies, where turbo looks for its order.",
    cure: 'Add it to devDependencies with the range "workspace:*" ("*" with npm).',
  },

  // Folders of migrations
  PATH_OUTSIDE_MODULE: {
    kind: "error",
    exit: 3,
    meaning: "A path or a symbolic link leads out of the module.",
    cure: "Keep the file within the module's own folder.",
  },
  FILE_UNREADABLE: {
    kind: "error",
    exit: 3,
    meaning: "A file or folder cannot be read.",
    cure: "Give the user that runs strata the right to read it.",
  },
  FILE_ENCODING: {
    kind: "error",
    exit: 3,
    meaning: "A file is not UTF-8, or holds a NUL character.",
    cure: "Save the file as UTF-8.",
  },
  FILE_TOO_LARGE: {
    kind: "error",
    exit: 3,
    meaning: "A file is larger than strata reads in one piece.",
    cure: "Split the migration; put many rows into a folder of .ndjson files, which are streamed.",
  },
  FOLDER_NAME_INVALID: {
    kind: "error",
    exit: 3,
    meaning: "The name of a migration's folder is not YYYYMMDDhhmmss_snake_name with a valid UTC time.",
    cure: "Rename the folder; `strata new` makes a right one.",
  },
  FOLDER_VERSION_TWICE: {
    kind: "error",
    exit: 3,
    meaning: "Two migrations of one module have the same version.",
    cure: "`strata new --restamp MODULE VERSION` gives one of them a new stamp; name its folder where both have it.",
  },
  FOLDER_VERSION_AHEAD: {
    kind: "finding",
    exit: 2,
    meaning: "A migration's stamp is more than a day ahead of the clock.",
    cure: "Correct the stamp, or the clock; what is made later would sort before it.",
  },
  FOLDER_UNKNOWN_FILE: {
    kind: "finding",
    exit: 2,
    meaning: "A file in a folder of migrations is none that strata knows, and has no effect.",
    cure: "Rename or remove it; names that start with a dot are left alone.",
  },
  FOLDER_INCOMPLETE: {
    kind: "error",
    exit: 3,
    meaning: "A migration's folder lacks a file that it needs, or holds files that exclude each other.",
    cure: "Add the file named in the message, or say in down.sql `-- strata: irreversible <why>`.",
  },
  HEADER_UNKNOWN: {
    kind: "error",
    exit: 3,
    meaning: "A `-- strata:` header is none of the known ones.",
    cure: "Known: requires, was, no-transaction, irreversible, lock-timeout, allow, adopted.",
  },
  HEADER_INVALID: {
    kind: "error",
    exit: 3,
    meaning: "The value of a `-- strata:` header cannot be read.",
    cure: "Write it as the message shows.",
  },
  HEADER_MISPLACED: {
    kind: "error",
    exit: 3,
    meaning: "A `-- strata:` header stands after the first statement, or in a file that it does not belong to.",
    cure: "Move it to the top of the file that the message names.",
  },
  REQUIRES_UNKNOWN: {
    kind: "error",
    exit: 3,
    meaning: "A `requires` header names a migration that no module of the workspace has.",
    cure: "Correct the name or the version, or install the module that has it.",
  },
} as const satisfies Record<string, CodeEntry>;

/** A code of the closed list. */
export type Code = keyof typeof entries;

/** Every code with its exit status, meaning and cure. */
export const codes: Readonly<Record<Code, CodeEntry>> = entries;
