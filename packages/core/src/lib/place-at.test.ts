import fc from "fast-check";
import { expect, test } from "vitest";
import { placeAt, placesIn } from "./place-at.js";

test("lines and columns count from 1, columns in characters", () => {
  const text = "a😀b\n\nçd";
  const places = [0, 1, 3, 4, 5, 6, 7, 8].map((offset) => placeAt("f", text, offset));
  expect(places.map(({ line, column }) => `${line}:${column}`)).toEqual([
    "1:1",
    "1:2",
    "1:3",
    "1:4",
    "2:1",
    "3:1",
    "3:2",
    "3:3",
  ]);
});

test("the order in which offsets are asked for does not matter", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", "😀", "\n") }), fc.array(fc.nat(60)), (text, offsets) => {
      const starts = Array.from(text, (_, index) => Array.from(text).slice(0, index).join("").length);
      const placeOf = placesIn("f", text);
      for (const offset of offsets.map((one) => starts[one % Math.max(1, starts.length)] ?? 0)) {
        const before = text.slice(0, offset).split("\n");
        expect(placeOf(offset)).toEqual({
          file: "f",
          line: before.length,
          column: Array.from(before.at(-1)!).length + 1,
        });
      }
    }),
  );
});

test("a line of a million characters is read once", () => {
  const placeOf = placesIn("f", "x".repeat(1_000_000));
  let sum = 0;
  for (let offset = 0; offset < 1_000_000; offset++) sum += placeOf(offset).column;
  expect(sum).toBe((1_000_000 * 1_000_001) / 2);
});
