import type { CodeEntry } from "./codes/code-entry.js";
import { adoptCodes } from "./codes/adopt.js";
import { commandLineCodes } from "./codes/command-line.js";
import { datasetCodes } from "./codes/dataset.js";
import { dumpCodes } from "./codes/dump.js";
import { driftCodes } from "./codes/drift.js";
import { embeddedCodes } from "./codes/embedded.js";
import { foldersCodes } from "./codes/folders.js";
import { ownershipCodes } from "./codes/ownership.js";
import { planCodes } from "./codes/plan.js";
import { runCodes } from "./codes/run.js";
import { scratchCodes } from "./codes/scratch.js";
import { serverCodes } from "./codes/server.js";
import { snapshotCodes } from "./codes/snapshot.js";
import { sqlCodes } from "./codes/sql.js";
import { transactionCodes } from "./codes/transaction.js";
import { transformCodes } from "./codes/transform.js";
import { workspaceCodes } from "./codes/workspace.js";

export type { CodeEntry } from "./codes/code-entry.js";

/** The closed list of codes, a file for each room. Errors and findings are matched by code, never by message. */
const entries = {
  ...commandLineCodes,
  ...workspaceCodes,
  ...foldersCodes,
  ...serverCodes,
  ...embeddedCodes,
  ...transactionCodes,
  ...planCodes,
  ...datasetCodes,
  ...transformCodes,
  ...sqlCodes,
  ...snapshotCodes,
  ...runCodes,
  ...adoptCodes,
  ...scratchCodes,
  ...dumpCodes,
  ...ownershipCodes,
  ...driftCodes,
};

/** A code of the closed list. */
export type Code = keyof typeof entries;

/** Every code with its exit status, meaning and cure. */
export const codes: Readonly<Record<Code, CodeEntry>> = entries;
