import { describe, expect, test } from "vitest";
import type { Figure } from "./figures.js";
import { renderPage } from "./page.js";
import type { Result } from "./result.js";
import { goalsTable, rowTable } from "./tables.js";

const figure = (name: string, kind: Figure["kind"], median: number): Figure => ({
  name,
  kind,
  version: "1.2.3",
  how: `runs ${name}`,
  onNode: true,
  median,
  min: median - 2,
  max: median + 2,
  q1: median - 1,
  q3: median + 1,
  all: [median],
  toReference: median / 50,
  toBestPeer: null,
  peakMemory: kind === "strata" ? 61.4 : null,
});

const result: Result = {
  format: 1,
  name: "noop-up-200",
  title: "Nothing to do",
  surroundings: {
    date: "2026-11-20",
    machine: "2 cores, 24 GB of memory, Linux on x64",
    loadBefore: 0.4,
    node: "20.20.2",
    server: { version: "18.4", settings: ["max_connections = 200"], fileSystem: "tmpfs" },
    memory: null,
  },
  rounds: 5,
  reference: "node -e 0",
  figures: [figure("strata", "strata", 1500), figure("node -e 0", "reference", 50)],
  goals: [
    { what: "strata / node -e 0", unit: "×", bound: 1.7, measured: 30, met: false },
    { what: "peak memory of strata", unit: "MB", bound: 150, measured: 61.4, met: true },
    { what: "strata / psql", unit: "×", bound: 1.2, measured: null, met: null },
  ],
  leftOut: [{ name: "dbmate", why: "npm has none\nhere" }],
};

const page = (one: Result) => renderPage([one.name, "apply-200"], new Map([[one.name, one]]));

describe("the page", () => {
  test("holds goals beside what was measured", () => {
    expect(goalsTable([result]).split("\n").slice(2)).toEqual([
      "| `noop-up-200` | strata / node -e 0 | ≤ 1.70 × | 30.00 × | **missed** |",
      "| `noop-up-200` | peak memory of strata | ≤ 150 MB | 61 MB | met |",
      "| `noop-up-200` | strata / psql | ≤ 1.20 × | – | not measured |",
      "",
    ]);
  });

  test("lists the fastest first, and who was left out", () => {
    expect(rowTable(result).split("\n").slice(2)).toEqual([
      "| node -e 0 | 1.2.3 | 50.0 | 49.0 – 51.0 | 48.0 – 52.0 | 1.00 | – | – |",
      "| **strata** | 1.2.3 | 1500 | 1499 – 1501 | 1498 – 1502 | 30.00 | – | 61 |",
      "",
      "- dbmate is left out: npm has none here",
      "",
    ]);
  });

  test("says under what a row was measured", () => {
    const text = page(result);
    expect(text).toContain(
      "2026-11-20, 2 cores, 24 GB of memory, Linux on x64, Node 20.20.2, PostgreSQL 18.4, data on tmpfs; 5 rounds.",
    );
    expect(text).toContain("Not at PostgreSQL's defaults: `max_connections = 200`.");
    expect(text).toContain("- **strata**: runs strata.\n- **node -e 0**: runs node -e 0.\n");
  });

  test("names the rows that have no result", () => {
    expect(page(result)).toContain("Not measured yet: `apply-200`.");
  });

  test("marks figures of a busy machine", () => {
    const busy = { ...result, surroundings: { ...result.surroundings, loadBefore: 7 } };
    expect(page(result)).not.toContain("Other work");
    expect(page(busy)).toContain("Other work kept the machine busy");
  });
});
