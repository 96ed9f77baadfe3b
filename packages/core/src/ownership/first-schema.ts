import type { Claim } from "./claim.js";

/** The schema that unqualified names of a module's SQL mean: that of its first claim, `public` when it is a pattern. */
export function firstSchema(owns: readonly Claim[]): string {
  const schema = owns[0]?.schema;
  return schema === undefined || schema.includes("*") ? "public" : schema;
}
