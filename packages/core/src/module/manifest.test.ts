import { expect, test } from "vitest";
import { isPlainManifest } from "./manifest.js";
import { manifestSchema } from "./manifest-schema.js";

test.each([{}, { owns: ["sys_account.*"] }, { owns: [], name: "billing", migrations: "db/migrations" }])(
  "%j is plain, and the validator takes it as it is",
  (written) => {
    expect(isPlainManifest(written)).toBe(true);
    expect(manifestSchema.safeParse(written)).toEqual({ success: true, data: written });
  },
);

test.each([
  undefined,
  null,
  [],
  "billing.*",
  { owns: "billing.*" },
  { owns: [{ claim: "billing.*" }] },
  { owns: [1] },
  { name: "Billing" },
  { name: "b".repeat(64) },
  { was: ["invoices"] },
  { migrations: "" },
  { migrations: 1 },
  { allow: { DOWN_EMPTY: "why" } },
  { own: ["billing.*"] },
  JSON.parse(`{"__proto__": {}}`) as unknown,
])("%j is left to the validator", (written) => {
  expect(isPlainManifest(written)).toBe(false);
});
