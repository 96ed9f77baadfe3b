import fc from "fast-check";
import { expect, it } from "vitest";
import { indexOfCharacter, indicesOfBytes } from "./offsets.js";

const texts = fc.string({ unit: fc.constantFrom("a", "\n", "\t", "é", "€", "漢", "😀", "👩‍👩‍👧", "'") });

it("turns the byte offset of every character into its index", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const characters = [...text];
      const starts = characters.map((_, at) => characters.slice(0, at).join(""));
      expect(
        indicesOfBytes(
          text,
          starts.map((before) => Buffer.byteLength(before)),
        ),
      ).toEqual(starts.map(({ length }) => length));
      expect(starts.map((_, at) => indexOfCharacter(text, at))).toEqual(starts.map(({ length }) => length));
    }),
  );
});

it("stays within the text", () => {
  expect(indicesOfBytes("é", [0, 2, 2, 9])).toEqual([0, 1, 1, 1]);
  expect(indexOfCharacter("😀", 5)).toBe(2);
});
