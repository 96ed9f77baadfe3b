/** The majors of PostgreSQL that strata knows. */
export const majors = [15, 16, 17, 18] as const;

/** One of {@link majors}. */
export type Major = (typeof majors)[number];
