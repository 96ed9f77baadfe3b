import type { CodeEntry } from "./code-entry.js";

/** Codes of workspace, manifests, the root configuration and written files. */
export const workspaceCodes = {
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
    meaning:
      "A peer dependency on a module of the workspace is missing from devDependencies, where turbo looks for its order.",
    cure: 'Add it to devDependencies with the range "workspace:*" ("*" with npm).',
  },
  CONFIG_INVALID: {
    kind: "error",
    exit: 3,
    meaning: "The root configuration says something that it cannot say.",
    cure: "Correct the key at the place shown; config.schema.json of @strata/core describes every key.",
  },
  CONFIG_TWICE: {
    kind: "error",
    exit: 3,
    meaning: "The root holds both a strata.config.json and a strata.config.ts.",
    cure: "Remove one of them.",
  },
  WRITE_FAILED: {
    kind: "error",
    exit: 3,
    meaning: "A file or folder could not be written. What was there before is unchanged.",
    cure: "Put right what the message says: the disk needs room, and the user that runs strata the right to write there.",
  },
} as const satisfies Record<string, CodeEntry>;
