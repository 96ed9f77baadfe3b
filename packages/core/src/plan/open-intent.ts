import type { MigrationId } from "../types/ids.js";

/**
 * A migration without a transaction that has begun and not ended: what `sys_core.intent` says of it.
 * docs/FORMATS.md, "Intent".
 */
export interface OpenIntent extends MigrationId {
  /** Key of its row. */
  readonly id: string;
  readonly direction: "up" | "down";
  /** Meaning of each statement of the file as it was when it began. */
  readonly statements: readonly string[];
  /** How many of them hold, from the first. */
  readonly done: number;
  /** The statement behind those, when it was announced and may have had an effect. */
  readonly underWay: Announcement | null;
}

/**
 * What was there before a statement that no transaction can hold, as far as it is needed to tell afterwards what the
 * statement has done. Relations are oids: names may change.
 */
export type Announcement =
  | {
      readonly kind: "create index";
      readonly table: number | null;
      readonly index: string;
      /** Another relation of that name beside the table, which is somebody else's. */
      readonly before: number | null;
    }
  | { readonly kind: "drop index"; readonly index: number | null; readonly valid: boolean }
  | {
      readonly kind: "reindex";
      /** The tables whose indexes are built anew: partitions and TOAST tables among them. */
      readonly tables: readonly number[];
      /** Leftovers of somebody else's REINDEX CONCURRENTLY. */
      readonly before: readonly number[];
    }
  | {
      readonly kind: "detach";
      readonly table: number | null;
      readonly partition: number | null;
      readonly before: PartitionState;
    }
  | { readonly kind: "vacuum" };

/** How a table belongs to a partitioned one; `pending` is a DETACH CONCURRENTLY that has not ended. */
export type PartitionState = "attached" | "pending" | "none";

/** Whether the intent stands for an effect: one that was only begun is in nobody's way. */
export function hasEffect({ done, underWay }: OpenIntent): boolean {
  return done > 0 || underWay !== null;
}
