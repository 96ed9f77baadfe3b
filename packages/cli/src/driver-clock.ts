/** Stands in the bundle for the `perf_hooks` that the driver imports: its clock alone, without loading the rest. */
export const performance = { now: (): number => globalThis.performance.now() };
