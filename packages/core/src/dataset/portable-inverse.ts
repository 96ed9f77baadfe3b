import { formatHash, hashValue, parseHash } from "./hash-row.js";
import type { InverseDelta, InverseTable, ShippedRow, TextValue } from "./inverse-delta.js";

type Texts = Readonly<Record<string, TextValue>>;

/** By column, the text that a default which depends on time or session gives now. */
type Current = ReadonlyMap<string, string>;

/**
 * An inverse delta as another database can use it, from two replays of the same history: tables go by the name that they
 * had, and what differed between the two (a random key, a time), or was not given and is what its default gives now, is left
 * out. `current` holds such defaults by the oids of `one`. A column that is left out of `before` keeps what it has when the
 * delta is undone, one left out of a removed row gets its default, and one left out of a hash does not count as edited.
 */
export function portableInverse(
  one: InverseDelta,
  other: InverseDelta,
  current: ReadonlyMap<number, Current> = new Map(),
): InverseDelta {
  return {
    ...one,
    tables: one.tables.map((table, index) =>
      portableTable(table, other.tables[index], current.get(table.oid) ?? new Map()),
    ),
  };
}

function portableTable(table: InverseTable, other: InverseTable | undefined, current: Current): InverseTable {
  const changed = new Map(other?.changed.map((row) => [row.label, row]));
  const removed = new Map(other?.removed.map((row) => [row.label, row]));
  return {
    ...table,
    oid: 0,
    changed: table.changed.map(({ label, before, shipped }) => ({
      label,
      before: stable(before, changed.get(label)?.before, notGiven(current, shipped)),
      shipped: stableShipped(shipped, changed.get(label)?.shipped, current),
    })),
    removed: table.removed.map(({ label, row, shipped }) => ({
      label,
      row: stable(row, removed.get(label)?.row, notGiven(current, shipped)),
      shipped: stableShipped(shipped, removed.get(label)?.shipped, current),
    })),
  };
}

function notGiven(current: Current, { hash }: ShippedRow): Current {
  const given = parseHash(hash)?.given ?? {};
  return new Map([...current].filter(([column]) => !Object.hasOwn(given, column)));
}

/** The members that are the same in both and not what the default gives. */
function stable<T extends Texts>(texts: T, others: Texts | undefined, current: Current): T {
  return Object.fromEntries(
    Object.entries(texts).filter(([name, text]) => others?.[name] === text && current.get(name) !== text),
  ) as T;
}

function stableShipped(shipped: ShippedRow, other: ShippedRow | undefined, current: Current): ShippedRow {
  const [hash, otherHash] = [parseHash(shipped.hash), parseHash(other?.hash ?? "")];
  const hashes = new Map([...current].map(([column, text]) => [column, hashValue(text)]));
  return {
    ...shipped,
    key: stable(shipped.key, other?.key, notGiven(current, shipped)),
    hash:
      hash === undefined
        ? shipped.hash
        : formatHash({
            given: stable(hash.given, otherHash?.given, new Map()),
            rest: stable(hash.rest, otherHash?.rest, hashes),
          }),
  };
}
