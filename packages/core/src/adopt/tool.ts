/** The tools whose histories can be adopted. `plain` is a folder of SQL that any script could have run. */
export const adoptTools = [
  "dbmate",
  "golang-migrate",
  "diesel",
  "prisma",
  "drizzle",
  "flyway",
  "sqlx",
  "node-pg-migrate",
  "plain",
] as const;

/** One of {@link adoptTools}. */
export type AdoptTool = (typeof adoptTools)[number];
