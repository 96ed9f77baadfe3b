import type { Code } from "../errors/codes.js";
import type { Claim } from "../ownership/claim.js";
import type { ModuleName } from "../types/ids.js";

/** A package that owns database objects: its resolved manifest and where it was found. Nothing of it has been executed. */
export interface Module {
  readonly name: ModuleName;
  /** Earlier names of the module; a history that holds one of them is this module's. */
  readonly was: readonly ModuleName[];
  readonly packageName: string;
  readonly packageVersion: string | undefined;
  /** Real absolute path of the package. */
  readonly directory: string;
  /** Real absolute path of the package.json that holds the manifest. */
  readonly manifestFile: string;
  /** Absolute path of the folder of migrations; it need not exist. */
  readonly migrationsDirectory: string;
  readonly owns: readonly Claim[];
  /** Names of the modules it depends on directly, sys-core included (except for sys-core itself), sorted. */
  readonly dependencies: readonly ModuleName[];
  /** Findings that the whole module accepts, with the reason. */
  readonly allow: Readonly<Partial<Record<Code, string>>>;
  /** A package of the workspace, one from node_modules, or sys-core as it comes with core. */
  readonly origin: "workspace" | "installed" | "built-in";
}

/** The name of the module that every module depends on. */
export const SYS_CORE = "sys-core";
