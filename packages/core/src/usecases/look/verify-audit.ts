import { readAuditHead, readAuditPiece } from "../../history/audit.js";
import { CHAIN_START, type ChainBreak, checkChain } from "../../history/audit-chain.js";
import {
  type AuditedHistory,
  type HistoryMismatch,
  compareWithAudit,
  readAuditedRows,
  replayAudit,
} from "../../history/audited-history.js";
import { withDatabase } from "../open/open-database.js";
import type { CommonOptions } from "../options.js";
import { requireInstalled } from "../open/require-installed.js";

/** What verifying the audit found. */
export interface AuditVerification {
  readonly rows: number;
  readonly head: { readonly id: number; readonly hash: string };
  readonly breaks: readonly ChainBreak[];
  /** History rows that are not what the audit implies: somebody changed, deleted or added them by hand. */
  readonly history: readonly HistoryMismatch[];
}

const PIECE = 1_000;

/**
 * Recomputes the whole chain apart from the server. With `head`, a hash that was exported earlier, it also finds a
 * chain that was cut off or written anew: the exported link must be in it. The history is held against the events.
 */
export async function verifyAudit(options: CommonOptions & { readonly head?: string }): Promise<AuditVerification> {
  return withDatabase(options, async ({ connection }) => {
    await requireInstalled(connection);
    const head = await readAuditHead(connection);
    const breaks: ChainBreak[] = [];
    let last = { id: 0, hash: CHAIN_START };
    let headSeen = options.head === undefined || options.head === CHAIN_START;
    let rows = 0;
    const audited: AuditedHistory = new Map();
    for (;;) {
      const piece = await readAuditPiece(connection, last.id, PIECE);
      if (piece.length === 0) break;
      const checked = checkChain(last, piece);
      breaks.push(...checked.breaks);
      replayAudit(audited, piece);
      headSeen ||= piece.some(({ hash }) => hash === options.head);
      last = checked.last;
      rows += piece.length;
    }
    if (last.hash !== head.hash) breaks.push({ id: head.id, kind: "truncated" });
    if (!headSeen) breaks.push({ id: head.id, kind: "unknown-head" });
    return { rows, head, breaks, history: compareWithAudit(audited, await readAuditedRows(connection)) };
  });
}
