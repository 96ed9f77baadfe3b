import { expect, test } from "vitest";
import { randomOf } from "../src/random.js";

const ten = (random: ReturnType<typeof randomOf>): number[] => Array.from({ length: 10 }, () => random.between(0, 999));

test("equal words give equal numbers, others give others", () => {
  expect(ten(randomOf("seed", "kill", 3))).toEqual(ten(randomOf("seed", "kill", 3)));
  expect(ten(randomOf("seed", "kill", 3))).not.toEqual(ten(randomOf("seed", "kill", 4)));
});

test("numbers stay within their bounds and reach them", () => {
  const random = randomOf("bounds");
  const drawn = new Set(Array.from({ length: 500 }, () => random.between(-1, 2)));
  expect([...drawn].sort((one, other) => one - other)).toEqual([-1, 0, 1, 2]);
});

test("shuffling keeps every item", () => {
  const items = Array.from({ length: 50 }, (_, index) => index);
  const shuffled = randomOf("shuffle").shuffle(items);
  expect(shuffled).not.toEqual(items);
  expect(shuffled.toSorted((one, other) => one - other)).toEqual(items);
});
