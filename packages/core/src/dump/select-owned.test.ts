import { expect, test } from "vitest";
import { assignOwners } from "../ownership/assign-owners.js";
import { parseClaim } from "../ownership/parse-claim.js";
import type { CatalogObject } from "../snapshot/catalog-object.js";
import { keyOf } from "../snapshot/kinds.js";
import type { Snapshot } from "../snapshot/snapshot.js";
import { selectOwned } from "./select-owned.js";

test("a slice holds what a module owns and the shared things that it needs, and names what else it needs, with the owner", () => {
  const objects: CatalogObject[] = [
    { kind: "enum type", schema: "base", name: "state", values: [] },
    { kind: "enum type", schema: "legacy", name: "x", values: [] },
    { kind: "schema", name: "base" },
    { kind: "schema", name: "public" },
    {
      kind: "view",
      schema: "public",
      name: "late",
      columns: [{ name: "a", type: "legacy.x", needs: ["enum type legacy.x"] }],
      query: "",
      needs: ["enum type base.state", "view public.state"],
    },
    { kind: "view", schema: "public", name: "state", columns: [], query: "", needs: ["enum type base.state"] },
  ];
  const snapshot: Snapshot = {
    format: 1,
    major: 18,
    objects: Object.fromEntries(objects.map((object) => [keyOf(object), object])),
  };
  const modules = ["base.*", "public.*e"].map((claim) => ({
    name: claim.split(".")[0]!,
    owns: [parseClaim(claim).claim!],
    dependencies: [],
  }));
  const owners = assignOwners(snapshot.objects, modules, new Map());

  expect(selectOwned(snapshot, owners, "base")).toEqual({
    objects: { "enum type base.state": objects[0], "schema base": objects[2] },
    uses: [],
  });
  const slice = selectOwned(snapshot, owners, "public");
  expect(Object.keys(slice.objects)).toEqual(["schema public", "view public.late", "view public.state"]);
  expect(slice.uses).toEqual([
    { key: "enum type base.state", owner: { module: "base" } },
    { key: "enum type legacy.x", owner: "unclaimed" },
  ]);
});
