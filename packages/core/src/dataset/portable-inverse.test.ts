import { expect, test } from "vitest";
import { formatHash, hashRow } from "./hash-row.js";
import type { InverseDelta } from "./inverse-delta.js";
import { portableInverse } from "./portable-inverse.js";

function replayed(oid: number, id: string): InverseDelta {
  const row = { id, name: "Alice" };
  const shipped = {
    kind: "bootstrap" as const,
    module: "shop",
    version: "20260101000000",
    key: { id },
    hash: formatHash(hashRow(row, new Set(["name"]))),
  };
  return {
    format: 1,
    kind: "bootstrap",
    tables: [
      {
        schema: "shop",
        name: "kind",
        oid,
        added: ["new"],
        changed: [{ label: "alice", before: row, shipped }],
        removed: [{ label: "bob", row, shipped }],
      },
    ],
  };
}

test("what differs from replay to replay is left out, and tables go by their names", () => {
  const portable = portableInverse(replayed(16_384, "a1"), replayed(17_000, "b2"));
  const [table] = portable.tables;
  expect(table).toMatchObject({ schema: "shop", name: "kind", oid: 0, added: ["new"] });
  expect(table?.changed[0]?.before).toEqual({ name: "Alice" });
  expect(table?.removed[0]?.row).toEqual({ name: "Alice" });
  expect(table?.changed[0]?.shipped.key).toEqual({});
  expect(table?.changed[0]?.shipped.hash).toBe(formatHash(hashRow({ name: "Alice" }, new Set(["name"]))));
  expect(portableInverse(replayed(3, "c3"), replayed(4, "d4"))).toEqual(portable);
});

test("of two equal replays everything stays but the oid", () => {
  const one = replayed(5, "a1");
  expect(portableInverse(one, one)).toEqual({ ...one, tables: [{ ...one.tables[0], oid: 0 }] });
});
