import { expect, test } from "vitest";
import { module } from "../../test/support/histories.js";
import { dependencyClosure, dependents } from "./module-graph.js";

//   shop → billing → account → sys-core
//            ↑  ↓
//           ledger          lonely → sys-core
const modules = [
  module("sys-core", []),
  module("account", []),
  module("billing", ["account", "ledger"]),
  module("ledger", ["billing"]),
  module("shop", ["billing"]),
  module("lonely", []),
];

test("the closure of a module is what it needs, through cycles", () => {
  expect(dependencyClosure(modules, ["shop"])).toEqual(["account", "billing", "ledger", "shop", "sys-core"]);
  expect(dependencyClosure(modules, ["lonely", "account"])).toEqual(["account", "lonely", "sys-core"]);
  expect(dependencyClosure(modules, ["sys-core"])).toEqual(["sys-core"]);
  expect(dependencyClosure(modules, ["unknown"])).toEqual([]);
});

test("dependents are what needs a module, itself only in a cycle", () => {
  expect(dependents(modules, ["account"])).toEqual(["billing", "ledger", "shop"]);
  expect(dependents(modules, ["billing"])).toEqual(["billing", "ledger", "shop"]);
  expect(dependents(modules, ["shop"])).toEqual([]);
});
