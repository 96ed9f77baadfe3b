import { type Manifest, manifestKeys } from "./manifest.js";
import { manifestSchema } from "./manifest-schema.js";
import { type SchemaProblem, schemaProblems } from "./schema-problems.js";

/** A written form as far as it can be read, and what is wrong with the rest. */
export interface ManifestReading {
  readonly manifest: Manifest;
  readonly problems: readonly SchemaProblem[];
}

/** Holds a written form against the schema. Keys with a mistake are left out of the manifest. */
export function checkManifest(written: unknown): ManifestReading {
  const parsed = manifestSchema.safeParse(written);
  if (parsed.success) return { manifest: parsed.data, problems: [] };
  const { issues } = parsed.error;
  return { manifest: readableParts(written, issues), problems: schemaProblems(issues, manifestKeys) };
}

/** The keys that no issue was found in. */
function readableParts(
  written: unknown,
  issues: readonly { readonly path: readonly PropertyKey[]; readonly code: string }[],
): Manifest {
  if (typeof written !== "object" || written === null || Array.isArray(written)) return {};
  const broken = new Set(issues.filter((issue) => issue.path.length > 0).map((issue) => issue.path[0]));
  const readable = Object.entries(written).filter(([key]) => manifestKeys([]).includes(key) && !broken.has(key));
  const allow = readableAllow(written, issues);
  return { ...Object.fromEntries(readable), ...(allow === undefined ? {} : { allow }) };
}

/** Of `allow` each code stands for itself: one without a reason does not hide the others. */
function readableAllow(
  written: object,
  issues: readonly { readonly path: readonly PropertyKey[] }[],
): Manifest["allow"] | undefined {
  const allow: unknown = "allow" in written ? written.allow : undefined;
  if (typeof allow !== "object" || allow === null) return undefined;
  const broken = new Set(issues.filter(({ path }) => path[0] === "allow").map(({ path }) => path[1]));
  return broken.has(undefined)
    ? undefined
    : Object.fromEntries(Object.entries(allow).filter(([code]) => !broken.has(code)));
}
