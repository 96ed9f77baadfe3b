import type { Finding } from "../errors/finding.js";
import { StrataError } from "../errors/strata-error.js";
import type { Place } from "../types/place.js";
import type { Migration } from "./migration.js";
import { buildMigrationGraph } from "./migration-graph.js";

/**
 * The one order of all migrations, for whoever looks and runs nothing. When they wait for each other in a circle the
 * finding MIGRATION_CYCLE shows its path, and the order is undefined.
 */
export function orderOrCycle(input: Parameters<typeof buildMigrationGraph>[0]): {
  readonly order: readonly Migration[] | undefined;
  readonly findings: readonly Finding[];
} {
  try {
    return { order: buildMigrationGraph(input).order, findings: [] };
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
    const { code, message, hint } = error;
    const place = error.details["place"] as Place | undefined;
    const finding = {
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(place === undefined ? {} : { place }),
    };
    return { order: undefined, findings: [finding] };
  }
}
