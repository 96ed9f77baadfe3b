import { must } from "../errors/internal-error.js";
import { StrataError } from "../errors/strata-error.js";
import type { Edge } from "./graph-edges.js";
import type { Place } from "../types/place.js";
import type { Migration } from "./migration.js";

/** MIGRATION_CYCLE for a path of keys, each before the next and the last before the first; one line an edge. */
export function cycleError(
  cycle: readonly string[],
  edges: readonly Edge[],
  migrations: ReadonlyMap<string, Migration>,
): StrataError {
  const path = cycle.map((before, index) => {
    const after = cycle[(index + 1) % cycle.length]!;
    // A `requires` says more than the order that it repeats.
    const between = edges.filter((edge) => edge.before === before && edge.after === after);
    const edge = must(between.find((one) => one.kind === "requires") ?? between[0], "an edge of the cycle");
    return { before, after, kind: edge.kind, reason: reasonOf(edge, migrations) };
  });
  const lines = path.map(({ before, after, reason }) => `  ${before} before ${after}: ${reason}`);
  return new StrataError("MIGRATION_CYCLE", `migrations wait for each other in a circle:\n${lines.join("\n")}`, {
    hint: "Remove one of the `requires` headers on this path, or split the migration that is needed twice.",
    details: { cycle: path, ...placeOf(path, migrations) },
  });
}

/** Where to look first: the file of a `requires` header on the path. */
function placeOf(
  path: readonly { readonly after: string; readonly kind: Edge["kind"] }[],
  migrations: ReadonlyMap<string, Migration>,
): { place?: Place } {
  const migration = migrations.get(path.find(({ kind }) => kind === "requires")?.after ?? "");
  return migration === undefined ? {} : { place: { file: migration.up?.path ?? migration.directory } };
}

function reasonOf(edge: Edge, migrations: ReadonlyMap<string, Migration>): string {
  switch (edge.kind) {
    case "sys-core":
      return "sys-core runs before every other module";
    case "order":
      return "versions of one module run in order";
    case "requires": {
      const migration = must(migrations.get(edge.after), "a migration of the cycle");
      return `\`requires\` in ${migration.up?.path ?? migration.directory}`;
    }
    case "soft":
      return "a dependency between the modules";
  }
}
