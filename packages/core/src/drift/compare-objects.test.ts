import { expect, test } from "vitest";
import type { CatalogObject } from "../snapshot/catalog-object.js";
import { columnOrder, compareObjects } from "./compare-objects.js";

/** A table of two columns, with other members. */
function table(members: Record<string, unknown> = {}): CatalogObject {
  const columns = [
    { name: "id", type: "bigint" },
    { name: "email", type: "text" },
  ];
  return { kind: "table", schema: "shop", name: "account", columns, ...members };
}

const KEY = "table shop.account";
const compared = (before: CatalogObject, after: CatalogObject) => compareObjects(KEY, before, after);
const texts = (before: CatalogObject, after: CatalogObject) => compared(before, after).map(({ text }) => text);
const withColumns = (...columns: readonly object[]) => table({ columns });

test("equal objects differ in nothing, whatever the order of their members and what they need", () => {
  const other = { needs: ["enum type shop.kind"], name: "account", schema: "shop", kind: "table" };
  const columns = [
    { type: "bigint", name: "id" },
    { type: "text", name: "email", needs: ["function shop.f()"] },
  ];
  expect(compared(table(), { ...other, columns } as CatalogObject)).toEqual([]);
});

test("a property of a column is told with its path, before and after", () => {
  const after = withColumns({ name: "id", type: "bigint" }, { name: "email", type: "character varying(40)" });
  expect(compared(table(), after)).toEqual([
    {
      path: ["columns", "email", "type"],
      before: "text",
      after: "character varying(40)",
      text: "column email of table shop.account: type text → character varying(40)",
    },
  ]);
});

test.each([
  [
    "a column more",
    table(),
    withColumns(
      { name: "id", type: "bigint" },
      { name: "email", type: "text" },
      { name: "nick", type: "text", notNull: true },
    ),
    ["column nick of table shop.account: added (type text, not null)"],
  ],
  [
    "a column less",
    table(),
    withColumns({ name: "id", type: "bigint" }),
    ["column email of table shop.account: removed"],
  ],
  ["a flag", table(), table({ rowSecurity: true }), ["table shop.account: row security no → yes"]],
  ["a value that goes", table({ comment: "Who" }), table(), ["table shop.account: comment Who → none"]],
  ["an empty text", table({ comment: "Who" }), table({ comment: "" }), ["table shop.account: comment Who → ''"]],
  [
    "a list of texts",
    table(),
    table({ options: ["fillfactor=70"] }),
    ["table shop.account: options none → fillfactor=70"],
  ],
  [
    "a line of many",
    table({ definition: "a\nb\nc" }),
    table({ definition: "a\nB\nc" }),
    ["table shop.account: definition, line 2: b → B"],
  ],
  [
    "a line at the end",
    table({ definition: "a" }),
    table({ definition: "a\nb" }),
    ["table shop.account: definition, line 2: none → b"],
  ],
  [
    "a long value",
    table({ definition: "x" }),
    table({ definition: "y".repeat(200) }),
    [`table shop.account: definition x → ${"y".repeat(100)}…`],
  ],
  [
    "a nested object",
    table({ identity: { start: "1" } }),
    table({ identity: { start: "5" } }),
    ["table shop.account: start 1 → 5"],
  ],
  [
    "a nested object that goes",
    table({ identity: { start: "1" } }),
    table(),
    ["table shop.account: identity start 1 → none"],
  ],
  [
    "privileges of a role",
    table({ grants: [{ role: "app", has: ["SELECT"] }] }),
    table({ grants: [{ role: "app", has: ["INSERT", "SELECT"] }, { has: ["SELECT"] }] }),
    [
      "privileges of role app of table shop.account: has SELECT → INSERT, SELECT",
      "privileges of PUBLIC of table shop.account: added (has SELECT)",
    ],
  ],
  [
    "what the owner lacks",
    table(),
    table({ grants: [{ owner: true, lacks: ["DELETE"] }] }),
    ["privileges of the owner of table shop.account: added (lacks DELETE)"],
  ],
])("in words: %s", (_, before, after, told) => {
  expect(texts(before, after)).toEqual(told);
});

test("the order of a table's columns is told apart; that of a composite type counts", () => {
  const turned = {
    columns: [
      { name: "email", type: "text" },
      { name: "id", type: "bigint" },
    ],
  };
  expect(compared(table(), table(turned))).toEqual([]);
  expect(columnOrder(table(), table(turned))).toEqual({ before: ["id", "email"], after: ["email", "id"] });
  expect(columnOrder(table(), table())).toBeUndefined();
  const composite = (members: object = {}) => table({ kind: "composite type", ...members });
  expect(texts(composite(), composite(turned))).toEqual(["table shop.account: order id, email → email, id"]);
  expect(columnOrder(composite(), composite(turned))).toBeUndefined();
});

test("a list in which a name comes twice is compared as a whole", () => {
  const constraints = (check: string) => ({
    constraints: [
      { name: "c", check: "a" },
      { name: "c", check },
    ],
  });
  expect(compared(table(constraints("b")), table(constraints("c")))).toHaveLength(1);
  expect(compared(table(constraints("b")), table(constraints("b")))).toEqual([]);
});
