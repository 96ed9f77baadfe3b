import { expect, test } from "vitest";
import { configJsonSchema, manifestJsonSchema } from "./support/json-schemas.js";

// When a validator has changed: pnpm --filter @strata/core generate
test("the shipped JSON Schemas are those of the validators", async () => {
  await expect(manifestJsonSchema()).toMatchFileSnapshot("../manifest.schema.json");
  await expect(configJsonSchema()).toMatchFileSnapshot("../config.schema.json");
});

test.each([
  ["manifest", manifestJsonSchema()],
  ["config", configJsonSchema()],
])("every key of the %s is described and no other is allowed", (_name, schema) => {
  const keys = keysOf(JSON.parse(schema) as Node, "");
  expect(keys.length).toBeGreaterThan(5);
  expect(keys.filter(({ node }) => (node.description ?? "") === "").map(({ path }) => path)).toEqual([]);
});

interface Node {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: boolean | Node;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

function keysOf(node: Node, path: string): { path: string; node: Node }[] {
  if (node.properties !== undefined) expect(node.additionalProperties, path).toBe(false);
  const own = Object.entries(node.properties ?? {}).map(([key, value]) => ({ path: `${path}.${key}`, node: value }));
  const below = [...own, ...[node.items, ...(node.anyOf ?? [])].map((value) => ({ path, node: value }))];
  const values = typeof node.additionalProperties === "object" ? keysOf(node.additionalProperties, `${path}.*`) : [];
  return [...own, ...values, ...below.flatMap((one) => (one.node === undefined ? [] : keysOf(one.node, one.path)))];
}
