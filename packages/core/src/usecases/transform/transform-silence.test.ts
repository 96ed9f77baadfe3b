import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { unlessAborted, watchSilence } from "./transform-silence.js";
import type { TransformSession } from "./transform-session.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Answers after so many milliseconds. */
function sessionThatTakes(milliseconds: number): TransformSession {
  const answer = (): Promise<never[]> => new Promise((resolve) => setTimeout(() => resolve([]), milliseconds));
  return { query: answer, values: answer };
}

test("told every 10 s after the last statement, and never while one runs", async () => {
  const told: number[] = [];
  const { session, stop } = watchSilence(sessionThatTakes(25_000), (elapsedMs) => told.push(elapsedMs));
  await vi.advanceTimersByTimeAsync(21_000);
  expect(told).toEqual([10_000, 20_000]);
  const running = session.query("SELECT 1");
  await vi.advanceTimersByTimeAsync(25_000);
  await running;
  expect(told).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual([10_000, 20_000, 10_000]);
  const late = session.query("SELECT 1");
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  await late;
  expect(told).toHaveLength(3);
  expect(vi.getTimerCount()).toBe(0);
});

test("an abort ends the waiting with its reason, whatever the work does", async () => {
  const stop = new AbortController();
  const waiting = unlessAborted(new Promise(() => {}), stop.signal);
  const reason = new Error("enough");
  stop.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(unlessAborted(new Promise(() => {}), stop.signal)).rejects.toBe(reason);
  await expect(unlessAborted(Promise.resolve(1), new AbortController().signal)).resolves.toBe(1);
});
