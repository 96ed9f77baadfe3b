/** What many measurements of one thing come to. */
export interface Statistics {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** The first and the third quartile. */
  readonly q1: number;
  readonly q3: number;
}

/**
 * Quantiles interpolate between the two nearest values (type 7 of Hyndman and Fan, "Sample Quantiles in Statistical
 * Packages", 1996).
 *
 * @throws when there is no value.
 */
export function statisticsOf(values: readonly number[]): Statistics {
  const sorted = values.toSorted((a, b) => a - b);
  const quantile = (part: number): number => {
    const at = part * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
    if (below === undefined || above === undefined) throw new RangeError("no value to take a quantile of");
    return below + (above - below) * (at - Math.floor(at));
  };
  return { median: quantile(0.5), min: quantile(0), max: quantile(1), q1: quantile(0.25), q3: quantile(0.75) };
}
