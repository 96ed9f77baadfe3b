/** The class stored in the database. A database without a valid stamp is production. */
export type EnvironmentClass = "development" | "test" | "staging" | "production";

/** Where fixtures may be loaded. */
export function takesFixtures(environment: EnvironmentClass): boolean {
  return environment === "development" || environment === "test";
}
