import { describe, expect, test } from "vitest";
import { migration, migrations, module, modules, rows, short, stamp } from "../../test/support/histories.js";
import { StrataError } from "../errors/strata-error.js";
import { formatId } from "../types/ids.js";
import { buildMigrationGraph, type MigrationGraph } from "./migration-graph.js";

function graphOf(written: { modules: string; disk: string; ran?: string }): MigrationGraph {
  return buildMigrationGraph({
    modules: modules(written.modules),
    migrations: migrations(written.disk),
    applied: rows(written.ran ?? ""),
  });
}

function orderOf(graph: MigrationGraph): string {
  return graph.order.map((one) => short(formatId(one))).join(" ");
}

function softOf(graph: MigrationGraph): string {
  const edges = graph.order.flatMap((one) => graph.softEdgesTo(formatId(one)));
  return edges.map(({ before, after }) => short(`${before}>${after}`)).join(" ");
}

describe("buildMigrationGraph", () => {
  // a   1 ───────▶ 4
  //       ╲ soft     ╲ soft           version breaks the tie
  // b       2 ─────────▶ 5
  test("orders a module's versions, and others by their stamps", () => {
    const graph = graphOf({ modules: "a, b needs a", disk: "b@5, a@4, b@2, a@1" });
    expect(orderOf(graph)).toBe("a@1 b@2 a@4 b@5");
    expect(softOf(graph)).toBe("a@1>b@2 a@4>b@5");
  });

  // sys-core  8 ─▶ 9
  //                 ╲ ╲
  // a           1 ◀──┘ ╲
  // b           2 ◀─────┘
  test("puts sys-core before everything, whatever its stamps", () => {
    expect(orderOf(graphOf({ modules: "a, b", disk: "a@1, b@2, sys-core@8, sys-core@9" }))).toBe(
      "sys-core@8 sys-core@9 a@1 b@2",
    );
  });

  // a            3 ─────▶ 7
  //   requires ╱       ╱ soft, were there no header
  // b        9 ◀╌╌╌╌╌╌
  test("draws no soft edge to a module that a header names", () => {
    const graph = graphOf({ modules: "a, b needs a", disk: "a@3, a@7, b@9 requires a@3" });
    expect(softOf(graph)).toBe("");
    expect(graph.hardEdgesTo(`b@${stamp(9)}`).map(({ before, kind }) => `${kind} ${short(before)}`)).toEqual([
      "requires a@3",
    ]);
    expect(graph.requiresOf(`b@${stamp(9)}`)).toEqual([{ module: "a", version: stamp(3) }]);
  });

  // a    5 ──▶ 6          c@1 is older than all of a: no edge
  //              ╲ soft
  // c  1 ──▶ 2 ──▶ 7
  test("draws no soft edge to what is younger", () => {
    const graph = graphOf({ modules: "a, c needs a", disk: "a@5, a@6, c@1, c@2, c@7" });
    expect(orderOf(graph)).toBe("c@1 c@2 a@5 a@6 c@7");
    expect(softOf(graph)).toBe("a@6>c@7");
  });

  //        requires
  // a   1 ◀──────── b 2      b needs a, a needs b; b@2 ≤ a@3 gives the edge b@2 → a@3,
  //     ▼           ▲        and nothing older than a@1 is there for it to wait for
  // a   3 ◀─────────┘ soft
  test("lets modules need each other where their migrations do not", () => {
    const graph = graphOf({ modules: "a needs b, b needs a", disk: "a@1, b@2 requires a@1, a@3" });
    expect(orderOf(graph)).toBe("a@1 b@2 a@3");
    expect(softOf(graph)).toBe("b@2>a@3");
  });

  // a   1 ◀── requires ── b 4       b@2 → a@3 (soft) fits: a@1 waits for b@4, b@4 for b@2.
  //     ▼                   ▲       But then the soft edge a@3 → b@4 would close the circle
  // a   3 ╌╌╌╌╌╌╌╌╌ soft ╌╌╌┘       a@3 → b@4 → a@1 → a@3, and is left out.
  test("leaves out a soft edge that would close a cycle with hard ones", () => {
    const graph = graphOf({ modules: "a needs b, b needs a", disk: "a@1 requires b@4, b@2, a@3, b@4" });
    expect(orderOf(graph)).toBe("b@2 b@4 a@1 a@3");
    expect(softOf(graph)).toBe("b@2>a@3");
  });

  // one second:   a 1 ◀─ soft ─ b 1     inserted first, for a sorts before b
  //               a 1 ╌╌ soft ╌▶ b 1    left out
  test("inserts soft edges in (version, module) order", () => {
    const graph = graphOf({ modules: "a needs b, b needs a", disk: "b@1, a@1" });
    expect(softOf(graph)).toBe("b@1>a@1");
  });

  test("takes the header of a pending migration and the stored `requires` of an applied one", () => {
    const written = { modules: "a, b", disk: "a@1, a@2, b@3 requires a@1" };
    const requires = (graph: MigrationGraph): string =>
      graph
        .requiresOf(`b@${stamp(3)}`)
        .map((id) => short(formatId(id)))
        .join();
    expect(requires(graphOf(written))).toBe("a@1");
    expect(requires(graphOf({ ...written, ran: "a@1, a@2, b@3 requires a@2" }))).toBe("a@2");
  });

  test("resolves old stamps and old names of modules, each once", () => {
    const graph = graphOf({ modules: "shop was b, c", disk: "shop@9 was 3, c@5 requires b@3+shop@9+shop@3" });
    expect(orderOf(graph)).toBe("shop@9 c@5");
    expect(graph.requiresOf(`c@${stamp(5)}`)).toEqual([{ module: "shop", version: stamp(9) }]);
  });

  //   a 1 ── requires b@4 ──▶ b 4
  //   ▼                        ▲
  //   a 3 ◀── requires a@3 ── b 2
  test("prints a true cycle with its path and where each edge comes from", () => {
    const error = catchError(() =>
      graphOf({ modules: "a, b", disk: "a@1 requires b@4, b@2 requires a@3, a@3, b@4, b@9" }),
    );
    expect(error.code).toBe("MIGRATION_CYCLE");
    expect(error.exitCode).toBe(3);
    expect(short(error.message).split("\n")).toEqual([
      "migrations wait for each other in a circle:",
      "  a@1 before a@3: versions of one module run in order",
      `  a@3 before b@2: \`requires\` in /repo/modules/b/migrations/${stamp(2)}_change/up.sql`,
      "  b@2 before b@4: versions of one module run in order",
      `  b@4 before a@1: \`requires\` in /repo/modules/a/migrations/${stamp(1)}_change/up.sql`,
    ]);
    expect(error.details["cycle"]).toHaveLength(4);
  });

  test("sys-core that waits for another module is a cycle", () => {
    const error = catchError(() => graphOf({ modules: "a", disk: "sys-core@1 requires a@2, a@2" }));
    expect(short(error.message)).toContain("sys-core@1 before a@2: sys-core runs before every other module");
  });

  // Soft edges by the thousand, and hard ones that go from younger to older so that the stamps alone decide nothing.
  test.each([
    { count: 100, each: 10 },
    { count: 10, each: 200 },
    { count: 100, each: 100 },
  ])("$count modules of $each migrations are ordered in milliseconds", ({ count, each }) => {
    const names = Array.from({ length: count }, (_, index) => `m${index}`);
    const needs = (index: number): string[] => [1, 2, 3, 5, 8].map((step) => names[(index + step) % count]!);
    const list = names.flatMap((name, index) =>
      Array.from({ length: each }, (_, number) => {
        const backwards = number % 3 === 0 && index > 0 && number + 1 < each;
        const requires = backwards ? [{ module: names[index - 1]!, version: stamp((number + 1) * count) }] : [];
        return migration({ module: name, version: stamp(number * count) }, { requires });
      }),
    );
    const input = { modules: names.map((name, index) => module(name, needs(index))), migrations: list, applied: [] };
    buildMigrationGraph(input);
    const start = performance.now();
    expect(buildMigrationGraph(input).order).toHaveLength(count * each);
    const elapsed = performance.now() - start;
    if (process.env["STRATA_MEASURE"] !== undefined)
      process.stderr.write(`${count} x ${each}: ${elapsed.toFixed(1)} ms\n`);
    expect(elapsed).toBeLessThan(5000);
  });
});

function catchError(run: () => unknown): StrataError {
  try {
    run();
  } catch (error) {
    if (error instanceof StrataError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
