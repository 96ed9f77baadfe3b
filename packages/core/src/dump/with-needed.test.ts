import { expect, test } from "vitest";
import type { CatalogObject } from "../snapshot/catalog-object.js";
import { withNeeded } from "./with-needed.js";

const OBJECTS: Record<string, CatalogObject> = {
  "enum type a.kind": { kind: "enum type", schema: "a", name: "kind", values: [] },
  "enum type a.other": { kind: "enum type", schema: "a", name: "other", values: [] },
  "rule a.v r": {
    kind: "view",
    schema: "a",
    name: "r",
    of: { schema: "b", name: "v" },
    columns: [],
    query: "",
  },
  "schema a": { kind: "schema", name: "a" },
  "schema b": { kind: "schema", name: "b" },
  "schema c": { kind: "schema", name: "c" },
  "view b.v": {
    kind: "view",
    schema: "b",
    name: "v",
    query: "",
    columns: [{ name: "k", type: "a.kind", needs: ["enum type a.kind"] }],
  },
};

test("with what they need, what they are a part of, and the schemas of all of these", () => {
  expect(Object.keys(withNeeded(OBJECTS, ["rule a.v r"]))).toEqual([
    "enum type a.kind",
    "rule a.v r",
    "schema a",
    "schema b",
    "view b.v",
  ]);
  expect(withNeeded(OBJECTS, ["schema c", "what is not there"])).toEqual({ "schema c": OBJECTS["schema c"] });
});
