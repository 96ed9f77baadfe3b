/** This process's environment without what names a database, changes an output, or comes from the package manager. */
export function neutralEnvironment(): Record<string, string> {
  const unwanted =
    /^(?:DATABASE_URL|DBMATE_.*|PG[A-Z]+|STRATA_.*|NODE_OPTIONS|NO_COLOR|FORCE_COLOR|CI|npm_.*|TURBO_.*)$/;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || unwanted.test(name) ? [] : [[name, value] as const],
    ),
  );
}
