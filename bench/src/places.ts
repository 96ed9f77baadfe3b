import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of this package; the built file lies as deep below it as this one. */
const BENCH = fileURLToPath(new URL("..", import.meta.url));

/** Where things are that the benchmark reads and writes. */
export const places = {
  /** The package of the command that is measured. */
  strata: join(BENCH, "../packages/cli"),
  /** Names and versions of the peers, with their lock. */
  peers: join(BENCH, "peers"),
  /** Where the peers are installed; not kept by git. */
  installedPeers: join(BENCH, ".cache/peers"),
  results: join(BENCH, "results"),
  page: join(BENCH, "../docs/BENCHMARKS.md"),
} as const;

/** The file that starts the command, and the command's version, as its package says. */
export function strataPackage(): { readonly bin: string; readonly version: string } {
  const { bin, version } = JSON.parse(readFileSync(join(places.strata, "package.json"), "utf8")) as {
    readonly bin: { readonly strata: string };
    readonly version: string;
  };
  return { bin: join(places.strata, bin.strata), version };
}
