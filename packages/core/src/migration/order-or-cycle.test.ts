import { expect, test } from "vitest";
import { migrations, modules, short } from "../../test/support/histories.js";
import { formatId } from "../types/ids.js";
import { orderOrCycle } from "./order-or-cycle.js";

const look = (text: string) => orderOrCycle({ modules: modules("a, b"), migrations: migrations(text), applied: [] });

test("the order where there is one", () => {
  const { order, findings } = look("b@3, a@5 requires b@3, a@1");
  expect(order?.map((migration) => short(formatId(migration)))).toEqual(["a@1", "b@3", "a@5"]);
  expect(findings).toEqual([]);
});

test("a circle is a finding with its path and a file to look into", () => {
  const { order, findings } = look("a@2 requires b@3, b@3 requires a@2");
  expect(order).toBeUndefined();
  expect(findings).toEqual([
    {
      code: "MIGRATION_CYCLE",
      message: expect.stringContaining("before"),
      hint: expect.stringContaining("requires"),
      place: { file: expect.stringMatching(/_change\/up\.sql$/) },
    },
  ]);
});
