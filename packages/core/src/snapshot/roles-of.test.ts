import { expect, test } from "vitest";
import type { CatalogObject } from "./catalog-object.js";
import { rolesOf } from "./roles-of.js";

const PLACE = { schema: "shop", name: "item" };

test("roles are named once, wherever they stand; PUBLIC, the owner and PostgreSQL's own are not among them", () => {
  const objects: Record<string, CatalogObject> = {
    schema: { kind: "schema", name: "shop", grants: [{ has: ["USAGE"] }, { role: "reader", has: ["USAGE"] }] },
    view: {
      kind: "view",
      ...PLACE,
      query: "SELECT 1",
      columns: [{ name: "id", type: "integer", grants: [{ role: "Ünï", has: ["SELECT"] }] }],
      grants: [
        { owner: true, lacks: ["INSERT"] },
        { role: "pg_monitor", has: ["SELECT"] },
      ],
    },
    policy: { kind: "policy", name: "own", of: PLACE, roles: ["clerk", "reader"] },
    defaults: { kind: "default privileges", name: "tables", role: "maker", grants: [{ role: "a", has: ["SELECT"] }] },
    extension: {
      kind: "extension",
      schema: "public",
      name: "x",
      memberGrants: [{ on: "TYPE x", grants: [{ role: "user of x", has: ["USAGE"] }] }],
    },
    mapping: { kind: "user mapping", name: "public", server: "far" },
    "other mapping": { kind: "user mapping", name: "mapped", server: "far" },
  };
  expect(rolesOf(objects)).toEqual(["a", "clerk", "maker", "mapped", "reader", "user of x", "Ünï"]);
});
