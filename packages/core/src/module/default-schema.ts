import type { ModuleName } from "../types/ids.js";

/** The schema that a module owns by default. */
export function defaultSchema(name: ModuleName): string {
  return name.replaceAll("-", "_");
}
