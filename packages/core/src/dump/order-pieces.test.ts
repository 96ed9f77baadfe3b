import { expect, test } from "vitest";
import type { CatalogObject, ObjectKey } from "../snapshot/catalog-object.js";
import { keyOf } from "../snapshot/kinds.js";
import { orderPieces } from "./order-pieces.js";

function viewOf(name: string, needs: readonly ObjectKey[]): CatalogObject {
  return {
    kind: "view",
    schema: "shop",
    name,
    columns: [{ name: "a", type: "integer" }],
    query: " SELECT 1 AS a",
    needs,
  };
}

function ordered(...objects: readonly CatalogObject[]): string[] {
  const byKey = Object.fromEntries(objects.map((object) => [keyOf(object), object]));
  return orderPieces(byKey).map(
    ({ object, part, section }) => `${section}: ${object}${part === undefined ? "" : ` ${part}`}`,
  );
}

test("what is needed stands first, the rest by kind and name", () => {
  expect(
    ordered(viewOf("a", ["view shop.b", "view gone.x"]), viewOf("b", []), { kind: "schema", name: "shop" }),
  ).toEqual(["pre-data: schema shop", "pre-data: view shop.b", "pre-data: view shop.a"]);
});

test("objects that need each other are written in pieces", () => {
  expect(ordered(viewOf("a", ["view shop.b"]), viewOf("b", ["view shop.a"]))).toEqual([
    "pre-data: view shop.a",
    "pre-data: view shop.b",
    "pre-data: view shop.a query",
    "pre-data: view shop.b query",
  ]);
});

test("a view that groups by a primary key stands behind it, and so does what needs the view", () => {
  const key: CatalogObject = {
    kind: "constraint",
    schema: "shop",
    name: "item_pkey",
    of: { schema: "shop", name: "item" },
    type: "primary key",
    definition: "PRIMARY KEY (id)",
  };
  const item: CatalogObject = {
    kind: "table",
    schema: "shop",
    name: "item",
    columns: [{ name: "id", type: "integer" }],
  };
  expect(ordered(viewOf("a", ["view shop.b"]), viewOf("b", [keyOf(key), keyOf(item)]), key, item)).toEqual([
    "pre-data: table shop.item",
    "constraints: constraint shop.item item_pkey",
    "constraints: view shop.b",
    "constraints: view shop.a",
  ]);
});
