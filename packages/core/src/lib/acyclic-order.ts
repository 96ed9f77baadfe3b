/**
 * A directed graph that never gets a cycle: it keeps a topological order while edges are inserted, and refuses an edge
 * that would close a cycle. An edge that agrees with the order costs nothing; else only the nodes between its two ends
 * are looked at.
 *
 * Pearce and Kelly, "A dynamic topological sort algorithm for directed acyclic graphs", ACM JEA 11 (2006).
 */
export class AcyclicOrder {
  readonly #after: number[][];
  readonly #before: number[][];
  /** Place of each node in the order. */
  readonly #place: number[];

  /** `order` holds the nodes 0 to n-1, each once, and must agree with the edges inserted first. */
  constructor(order: readonly number[]) {
    this.#after = order.map(() => []);
    this.#before = order.map(() => []);
    this.#place = order.map(() => 0);
    order.forEach((node, place) => (this.#place[node] = place));
  }

  /** Inserts an edge and returns true, or returns false and changes nothing because it would close a cycle. */
  insert(from: number, to: number): boolean {
    if (from === to) return false;
    const place = this.#place;
    if (place[to]! < place[from]!) {
      const later = this.#reach(to, this.#after, (node) => place[node]! <= place[from]!);
      if (later.has(from)) return false;
      const earlier = this.#reach(from, this.#before, (node) => place[node]! >= place[to]!);
      this.#reorder([...earlier], [...later]);
    }
    this.#after[from]!.push(to);
    this.#before[to]!.push(from);
    return true;
  }

  #reach(start: number, next: readonly (readonly number[])[], within: (node: number) => boolean): Set<number> {
    const seen = new Set([start]);
    for (const node of seen) for (const other of next[node]!) if (within(other)) seen.add(other);
    return seen;
  }

  /** Puts what leads to the edge before what follows from it, in the places that both have now. */
  #reorder(earlier: number[], later: number[]): void {
    const byPlace = (a: number, b: number): number => this.#place[a]! - this.#place[b]!;
    const nodes = [...earlier.sort(byPlace), ...later.sort(byPlace)];
    const places = nodes.map((node) => this.#place[node]!).sort((a, b) => a - b);
    nodes.forEach((node, index) => (this.#place[node] = places[index]!));
  }
}
