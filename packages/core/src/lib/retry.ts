/** How the pauses between attempts grow. */
export interface BackOff {
  /** The longest that the first pause may be, milliseconds; each further one may be twice as long. */
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * The pause after the attempt of this number, counted from 1: between half of what it may be and all of it, so that
 * processes that failed together do not come back together.
 *
 * Source: exponential back-off with equal jitter,
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param random As Math.random: from 0, below 1.
 */
export function backOffMs(attempt: number, { firstMs, longestMs }: BackOff, random: () => number): number {
  const whole = Math.min(longestMs, firstMs * 2 ** (attempt - 1));
  return (whole / 2) * (1 + random());
}

/** What decides about another attempt. */
export interface Budget {
  /** Number of the attempt that has failed, from 1. */
  readonly attempt: number;
  /** Milliseconds since the first failure. */
  readonly elapsedMs: number;
  /** Milliseconds after the first failure in which a further attempt may begin; 0 allows none. */
  readonly budgetMs: number;
}

/**
 * The pause before the next attempt in milliseconds; undefined when the budget is over. The last pause ends with the
 * budget, unless that would make it shorter than the shortest.
 */
export function pauseMs(
  { attempt, elapsedMs, budgetMs }: Budget,
  backOff: BackOff,
  random: () => number,
): number | undefined {
  const left = budgetMs - elapsedMs;
  const wanted = backOffMs(attempt, backOff, random);
  if (wanted <= left) return wanted;
  return left > 0 && left >= backOff.firstMs / 2 ? left : undefined;
}
