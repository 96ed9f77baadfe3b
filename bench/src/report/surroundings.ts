import { arch, availableParallelism, loadavg, platform, totalmem } from "node:os";
import type { MemoryMeter } from "../measure/peak-memory.js";
import type { BenchServer } from "../server/bench-server.js";

/** Under what a row was measured; says nothing that would tell one machine from another of its kind. */
export interface Surroundings {
  /** `2026-11-20`, UTC. */
  readonly date: string;
  /** `2 cores, 24 GB of memory, Linux on x64`. */
  readonly machine: string;
  /** Processes that were running or waiting in the minute before the first round, this one's own work included; null where the system does not say. */
  readonly loadBefore: number | null;
  readonly node: string;
  readonly server: {
    readonly version: string;
    /** What differs from PostgreSQL's defaults. */
    readonly settings: readonly string[];
    /** Kind of file system of its data; null where the system does not say. */
    readonly fileSystem: string | null;
  };
  /** How peak memory is found; null where it is not. */
  readonly memory: string | null;
}

/** Describes this machine and what runs on it. */
export function describeSurroundings(
  server: BenchServer,
  { fileSystem, meter }: { readonly fileSystem: string | undefined; readonly meter: MemoryMeter | undefined },
): Surroundings {
  const system = { linux: "Linux", darwin: "macOS", win32: "Windows" }[platform() as string] ?? platform();
  const memory = Math.round(totalmem() / 2 ** 30);
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${availableParallelism()} cores, ${memory} GB of memory, ${system} on ${arch()}`,
    loadBefore: platform() === "win32" ? null : Number((loadavg()[0] ?? 0).toFixed(1)),
    node: process.versions.node,
    server: { version: server.version, settings: server.settings, fileSystem: fileSystem ?? null },
    memory: meter?.how ?? null,
  };
}
