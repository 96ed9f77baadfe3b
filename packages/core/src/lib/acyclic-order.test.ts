import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AcyclicOrder } from "./acyclic-order.js";

const SIZE = 12;
const edges = fc.array(fc.tuple(fc.nat(SIZE - 1), fc.nat(SIZE - 1)), { maxLength: 80 });
const order = fc.shuffledSubarray([...Array(SIZE).keys()], { minLength: SIZE });

describe("AcyclicOrder", () => {
  test("refuses what closes a cycle and forgets it", () => {
    const graph = new AcyclicOrder([0, 1, 2]);
    expect([graph.insert(2, 1), graph.insert(1, 0), graph.insert(0, 2), graph.insert(2, 0)]).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });

  test("refuses an edge from a node to itself", () => {
    expect(new AcyclicOrder([0]).insert(0, 0)).toBe(false);
  });

  test("accepts exactly the edges that a search through the whole graph accepts", () => {
    fc.assert(
      fc.property(order, edges, (start, list) => {
        const graph = new AcyclicOrder(start);
        const accepted: [number, number][] = [];
        for (const [from, to] of list) {
          const closes = reaches(accepted, to, from);
          expect(graph.insert(from, to)).toBe(!closes);
          if (!closes) accepted.push([from, to]);
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** Whether there is a way, the empty one included. */
function reaches(list: readonly (readonly [number, number])[], from: number, to: number): boolean {
  const seen = new Set([from]);
  for (const node of seen) for (const [a, b] of list) if (a === node) seen.add(b);
  return seen.has(to);
}
