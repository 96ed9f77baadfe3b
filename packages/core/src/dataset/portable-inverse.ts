import { formatHash, parseHash } from "./hash-row.js";
import type { InverseDelta, InverseTable, ShippedRow, TextValue } from "./inverse-delta.js";

type Texts = Readonly<Record<string, TextValue>>;

/**
 * An inverse delta as another database can use it, from two replays of the same history: tables go by the name that they
 * had, and what differed between the two (a random key, a time) is left out. A column that is left out of `before` keeps
 * what it has when the delta is undone, one left out of a removed row gets its default, and one left out of a hash does
 * not count as edited.
 */
export function portableInverse(one: InverseDelta, other: InverseDelta): InverseDelta {
  return {
    ...one,
    tables: one.tables.map((table, index) => portableTable(table, other.tables[index])),
  };
}

function portableTable(table: InverseTable, other: InverseTable | undefined): InverseTable {
  const changed = new Map(other?.changed.map((row) => [row.label, row]));
  const removed = new Map(other?.removed.map((row) => [row.label, row]));
  return {
    ...table,
    oid: 0,
    changed: table.changed.map(({ label, before, shipped }) => ({
      label,
      before: stable(before, changed.get(label)?.before),
      shipped: stableShipped(shipped, changed.get(label)?.shipped),
    })),
    removed: table.removed.map(({ label, row, shipped }) => ({
      label,
      row: stable(row, removed.get(label)?.row),
      shipped: stableShipped(shipped, removed.get(label)?.shipped),
    })),
  };
}

/** The members that are the same in both. */
function stable<T extends Texts>(texts: T, others: Texts | undefined): T {
  return Object.fromEntries(Object.entries(texts).filter(([name, text]) => others?.[name] === text)) as T;
}

function stableShipped(shipped: ShippedRow, other: ShippedRow | undefined): ShippedRow {
  const [hash, otherHash] = [parseHash(shipped.hash), parseHash(other?.hash ?? "")];
  return {
    ...shipped,
    key: stable(shipped.key, other?.key),
    hash:
      hash === undefined
        ? shipped.hash
        : formatHash({ given: stable(hash.given, otherHash?.given), rest: stable(hash.rest, otherHash?.rest) }),
  };
}
