import { expect, test } from "vitest";
import { backOffMs, pauseMs } from "./retry.js";

const BACK_OFF = { firstMs: 100, longestMs: 1_000 };
const least = (): number => 0;
const most = (): number => 1;

test("pauses double up to the longest, each between its half and its whole", () => {
  const attempts = [1, 2, 3, 4, 5, 60, 2_000];
  expect(attempts.map((attempt) => backOffMs(attempt, BACK_OFF, least))).toEqual([50, 100, 200, 400, 500, 500, 500]);
  expect(attempts.map((attempt) => backOffMs(attempt, BACK_OFF, most))).toEqual([
    100, 200, 400, 800, 1_000, 1_000, 1_000,
  ]);
});

test("the last pause ends with the budget, and after it there is none", () => {
  const pause = (elapsedMs: number): number | undefined =>
    pauseMs({ attempt: 3, elapsedMs, budgetMs: 1_000 }, BACK_OFF, most);
  expect(pause(0)).toBe(400);
  expect(pause(700)).toBe(300);
  expect(pause(951)).toBeUndefined();
  expect(pause(1_000)).toBeUndefined();
  expect(pause(5_000)).toBeUndefined();
});

test("a budget of nothing allows no second attempt", () => {
  expect(pauseMs({ attempt: 1, elapsedMs: 0, budgetMs: 0 }, BACK_OFF, least)).toBeUndefined();
});
