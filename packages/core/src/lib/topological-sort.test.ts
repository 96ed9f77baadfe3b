import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InternalError } from "../errors/internal-error.js";
import { topologicalSort } from "./topological-sort.js";

const byNumber = (a: number, b: number): number => a - b;
type Edge = readonly [number, number];

/** Edges from smaller to larger numbers only, so that there is no cycle; numbers are then renamed by a permutation. */
const acyclic = fc
  .integer({ min: 1, max: 30 })
  .chain((size) =>
    fc.record({
      names: fc.shuffledSubarray([...Array(size).keys()], { minLength: size }),
      pairs: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 60 }),
    }),
  )
  .map(({ names, pairs }) => ({
    nodes: names,
    edges: pairs.filter(([a, b]) => a !== b).map(([a, b]): Edge => [names[Math.min(a, b)]!, names[Math.max(a, b)]!]),
  }));

describe("topologicalSort", () => {
  test("takes the smallest of what could come next", () => {
    //   3 ──▶ 1        2        0 waits for 2
    const edges: Edge[] = [
      [3, 1],
      [2, 0],
    ];
    expect(topologicalSort([0, 1, 2, 3], edges, byNumber)).toEqual({ order: [2, 0, 3, 1] });
  });

  test("keeps the order given among equals", () => {
    expect(topologicalSort(["b", "a", "c"], [], () => 0)).toEqual({ order: ["b", "a", "c"] });
  });

  test("counts an edge given twice as one", () => {
    expect(
      topologicalSort(
        [1, 2],
        [
          [2, 1],
          [2, 1],
        ],
        byNumber,
      ),
    ).toEqual({ order: [2, 1] });
  });

  test("returns the path of a cycle, without what only leads to it or away from it", () => {
    //   0 ──▶ 3 ──▶ 1 ──▶ 4        4 leads back to 3, and to 5
    //         ▲───────────┘──▶ 5
    const edges: Edge[] = [
      [0, 3],
      [3, 1],
      [1, 4],
      [4, 3],
      [4, 5],
    ];
    expect(topologicalSort([0, 1, 2, 3, 4, 5], edges, byNumber)).toEqual({ cycle: [1, 4, 3] });
  });

  test("takes a node that waits for itself for a cycle", () => {
    expect(topologicalSort([1, 2], [[2, 2]], byNumber)).toEqual({ cycle: [2] });
  });

  test("has no answer for an edge to nowhere", () => {
    expect(() => topologicalSort([1], [[1, 2]], byNumber)).toThrow(InternalError);
  });

  test("respects every edge, whatever the order of the input", () => {
    fc.assert(
      fc.property(acyclic, fc.infiniteStream(fc.nat()), ({ nodes, edges }, chance) => {
        const { order } = topologicalSort(nodes, edges, byNumber);
        expect(order?.toSorted(byNumber)).toEqual(nodes.toSorted(byNumber));
        for (const [a, b] of edges) expect(order!.indexOf(a)).toBeLessThan(order!.indexOf(b));
        const weight = new Map(nodes.map((node) => [node, chance.next().value as number]));
        const shuffled = nodes.toSorted((a, b) => weight.get(a)! - weight.get(b)!);
        expect(topologicalSort(shuffled, edges.toReversed(), byNumber).order).toEqual(order);
      }),
    );
  });

  test("every cycle it returns is one", () => {
    const graph = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(graph, (edges) => {
        const { cycle } = topologicalSort([...Array(10).keys()], edges, byNumber);
        const has = (from: number, to: number): boolean => edges.some(([a, b]) => a === from && b === to);
        cycle?.forEach((node, index) => expect(has(node, cycle[(index + 1) % cycle.length]!)).toBe(true));
        expect(new Set(cycle).size).toBe(cycle?.length ?? 0);
      }),
    );
  });

  test("10,000 nodes are a matter of milliseconds", () => {
    const nodes = [...Array(10_000).keys()];
    const edges = nodes.slice(1).flatMap((node): Edge[] => [
      [node - 1, node],
      [node >> 1, node],
    ]);
    const start = performance.now();
    expect(topologicalSort(nodes, edges, byNumber).order).toHaveLength(10_000);
    // It takes about 15 ms on an idle machine; what is quadratic takes many seconds.
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
