import { sha256 } from "../lib/hash.js";
import type { AuditRow } from "./audit.js";

/** Hash before the first row. */
export const CHAIN_START = "0".repeat(64);

/** Hash of one row, computed apart from the server. docs/FORMATS.md, "Audit". */
export function auditHash(row: AuditRow): string {
  const fields = [row.previousHash, String(row.id), row.at, row.actor, row.event, row.module, row.version, row.details];
  return sha256(fields.map(auditField).join(","));
}

function auditField(value: string | null): string {
  return value === null ? "-" : `${Buffer.byteLength(value)}:${value}`;
}

/** What is wrong with one link. */
export interface ChainBreak {
  readonly id: number;
  readonly kind: "changed" | "missing" | "reordered" | "truncated" | "unknown-head";
}

/**
 * Checks a piece of the chain that follows the link `from`. Returns the breaks found and the last link, from which the
 * next piece is checked.
 */
export function checkChain(
  from: { id: number; hash: string },
  rows: readonly AuditRow[],
): { breaks: ChainBreak[]; last: { id: number; hash: string } } {
  const breaks: ChainBreak[] = [];
  let last = from;
  for (const row of rows) {
    if (row.id !== last.id + 1) breaks.push({ id: last.id + 1, kind: "missing" });
    else if (row.previousHash !== last.hash) breaks.push({ id: row.id, kind: "reordered" });
    if (auditHash(row) !== row.hash) breaks.push({ id: row.id, kind: "changed" });
    last = { id: row.id, hash: row.hash };
  }
  return { breaks, last };
}
