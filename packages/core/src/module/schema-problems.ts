import type * as z from "zod/mini";
import { didYouMean } from "../lib/did-you-mean.js";

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

/** What a validator found wrong at one path. */
export interface SchemaProblem {
  readonly path: Path;
  readonly at: "key" | "value";
  readonly message: string;
  readonly hint?: string;
}

/**
 * The validator's issues as sentences. Of a union the branch is reported whose kind of value was written, so that an
 * object with one wrong key is told about the key and not about every other form.
 *
 * @param knownKeys the keys that an object at the path may have, for the suggestion
 */
export function schemaProblems(
  issues: readonly Issue[],
  knownKeys: (path: Path) => readonly string[],
): SchemaProblem[] {
  return issues.flatMap((issue) => problemsOf(issue, [], knownKeys));
}

function problemsOf(issue: Issue, above: Path, knownKeys: (path: Path) => readonly string[]): SchemaProblem[] {
  const path = [...above, ...issue.path.map((part) => (typeof part === "number" ? part : String(part)))];
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(path);
    return issue.keys.map((key) => ({
      path: [...path, key],
      at: "key" as const,
      message: `unknown key ${JSON.stringify(key)}.${didYouMean(key, known)}`,
      hint: `Known keys: ${known.join(", ")}.`,
    }));
  }
  if (issue.code === "invalid_union") {
    const branch = issue.errors.find(
      (errors) => !errors.some((error) => error.code === "invalid_type" && error.path.length === 0),
    );
    if (branch !== undefined) return branch.flatMap((error) => problemsOf(error, path, knownKeys));
  }
  return [{ path, at: "value", message: `${where(path)} ${issue.message}` }];
}

/** `owns[0].claim`: a path as people write it. */
function where(path: Path): string {
  return (
    path.reduce<string>(
      (text, part) => (typeof part === "number" ? `${text}[${part}]` : text === "" ? part : `${text}.${part}`),
      "",
    ) || "the value"
  );
}
