import { must } from "../errors/internal-error.js";
import { MinHeap } from "./min-heap.js";

/** Either every node in order, or the path of a cycle: each node before the next, the last before the first. */
export type TopologicalOrder<N> =
  | { readonly order: readonly N[]; readonly cycle?: never }
  | { readonly order?: never; readonly cycle: readonly N[] };

/**
 * Orders nodes so that both ends of every edge stand in its direction. Among the nodes that could come next the
 * smallest by `compare` does, and of equal ones the first given; with a total order the result therefore depends on
 * neither the order of `nodes` nor that of `edges`. Nodes are told apart as keys of a Map; an edge to a node that is
 * not given is an internal error. Of several cycles it returns one that leads to the smallest node left over.
 *
 * Kahn, "Topological sorting of large networks", CACM 5 (1962), with a heap of ranks for the tie-break:
 * O((n + e) log n).
 */
export function topologicalSort<N>(
  nodes: readonly N[],
  edges: Iterable<readonly [before: N, after: N]>,
  compare: (a: N, b: N) => number,
): TopologicalOrder<N> {
  const sorted = nodes.toSorted(compare);
  const rankOf = new Map(sorted.map((node, rank) => [node, rank]));
  const after: number[][] = sorted.map(() => []);
  const before: number[][] = sorted.map(() => []);
  for (const [a, b] of edges) {
    const from = must(rankOf.get(a), "a node of an edge");
    const to = must(rankOf.get(b), "a node of an edge");
    after[from]!.push(to);
    before[to]!.push(from);
  }

  const waitingFor = before.map((list) => list.length);
  const ready = new MinHeap();
  waitingFor.forEach((count, rank) => count === 0 && ready.push(rank));
  const order: N[] = [];
  for (let rank = ready.pop(); rank !== undefined; rank = ready.pop()) {
    order.push(sorted[rank]!);
    for (const next of after[rank]!) if (--waitingFor[next]! === 0) ready.push(next);
  }
  return order.length === sorted.length
    ? { order }
    : { cycle: findCycle(before, waitingFor).map((rank) => sorted[rank]!) };
}

/** Every node that still waits has a predecessor that waits: going backwards must come to a node a second time. */
function findCycle(before: readonly (readonly number[])[], waitingFor: readonly number[]): number[] {
  const waits = (rank: number): boolean => waitingFor[rank]! > 0;
  const path: number[] = [];
  const placeOf = new Map<number, number>();
  let rank = waitingFor.findIndex((count) => count > 0);
  while (!placeOf.has(rank)) {
    placeOf.set(rank, path.length);
    path.push(rank);
    rank = Math.min(...before[rank]!.filter(waits));
  }
  const cycle = path.slice(placeOf.get(rank)).toReversed();
  const start = cycle.indexOf(Math.min(...cycle));
  return [...cycle.slice(start), ...cycle.slice(0, start)];
}
