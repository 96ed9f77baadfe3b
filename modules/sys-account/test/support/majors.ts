/** The majors of PostgreSQL that the tests run on: the oldest that strata serves, and the one of this workspace. */
export const majors = [15, 18] as const;

/** One of them. */
export type Major = (typeof majors)[number];
