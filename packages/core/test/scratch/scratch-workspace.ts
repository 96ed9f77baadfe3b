import { urlOfDatabase } from "../../src/postgres/database.js";
import { sharedCluster } from "../support/cluster.js";
import { addToTree } from "../support/temporary-tree.js";
import { type Modules, workspaceOf } from "../run/workspace.js";

/** A workspace whose scratch databases are made on the tests' own server; returns its root. */
export async function scratchWorkspace(modules: Modules, config: Record<string, unknown> = {}): Promise<string> {
  const root = workspaceOf(modules);
  addToTree(root, { "strata.config.json": { scratchUrl: await scratchServer(), ...config } });
  return root;
}

/** URL of the tests' own server. */
export async function scratchServer(): Promise<string> {
  return urlOfDatabase((await sharedCluster()).url("postgres"), "postgres");
}
