import type { Module } from "../../module/module.js";
import type { ProgressSink } from "../../plan/progress.js";
import type { Connection } from "../../postgres/connect.js";
import type { BackendId } from "../../postgres/read-waiting.js";
import type { SideConnection } from "../../postgres/side-connection.js";
import type { ClusterIdentity } from "../../types/cluster-identity.js";
import type { EnvironmentClass } from "../../types/environment.js";
import type { ModuleName } from "../../types/ids.js";
import type { Workspace } from "../../workspace/workspace.js";
import type { SqlReader } from "./sql-reader.js";

/** What every step of a run shares. */
export interface RunWorld {
  readonly connection: Connection;
  /** The backend behind it. */
  readonly backend: BackendId;
  /** What it serves, as the history said when the lock was had: no backend that writes lives to see another one. */
  readonly cluster: ClusterIdentity;
  /** Looks at the backend from outside. */
  readonly side: SideConnection;
  readonly workspace: Workspace;
  readonly sql: SqlReader;
  readonly extensionSchema: string;
  readonly environment: EnvironmentClass;
  /** Whether the server can notice by itself that the client has gone. */
  readonly checksConnection: boolean;
  /** The class that a database made by strata gets with its first step. */
  readonly stampAs: EnvironmentClass | undefined;
  readonly strataVersion: string;
  /** Folder for compiled TypeScript. */
  readonly cacheDirectory: string;
  /** Milliseconds after the first failure of a step in which it is begun again, and in which a lost connection is replaced. */
  readonly retryMs: number;
  /** Modules, as the history names them, that have labelled rows: most have none, and their steps need not ask. */
  readonly labelled: Set<ModuleName>;
  /** Something was in the way of an earlier attempt: who it is, is looked for from the start. */
  readonly again: boolean;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ProgressSink;
}

/** The module of a step; undefined when it is unknown here and its stored way back runs. */
export function moduleOf(world: RunWorld, name: string): Module | undefined {
  return world.workspace.modules.find((module) => module.name === name || module.was.includes(name));
}
