import type { Finding } from "../../errors/finding.js";
import type { FoundDrift } from "../../drift/find-drift.js";
import { judgeHead } from "../../drift/judge-head.js";
import type { Session } from "../../types/session.js";
import type { Workspace } from "../../workspace/workspace.js";
import { liveObjects } from "../look/live-objects.js";
import { readDrift } from "../look/read-drift.js";
import type { SeenCatalog } from "./read-quietly.js";

/** What differs, and why something could not be compared. */
export interface Compared extends FoundDrift {
  readonly findings: readonly Finding[];
}

/** Compares a live catalog with the stored one. */
export async function againstStored(
  session: Session,
  workspace: Workspace,
  { state, snapshot }: SeenCatalog,
): Promise<Compared> {
  const applied = state?.applied ?? "";
  const problem = judgeHead(state?.head, { major: snapshot.major, applied });
  if (state === undefined || problem !== undefined)
    return { drift: [], unclaimed: [], orders: [], findings: problem === undefined ? [] : [problem] };
  const live = liveObjects(snapshot, workspace, state.migrations);
  const found = await readDrift(session, workspace, { state, live });
  return { ...found, findings: [...live.owners.findings] };
}
