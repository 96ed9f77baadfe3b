import { join } from "node:path";
import { type Code, codes } from "../errors/codes.js";
import { didYouMean } from "../lib/did-you-mean.js";
import type { Claim } from "../ownership/claim.js";
import { parseClaim } from "../ownership/parse-claim.js";
import { defaultSchema } from "./default-schema.js";
import type { JsonProblem } from "./json-problem.js";
import type { ManifestReading } from "./check-manifest.js";
import { type Manifest, isModuleName, isPlainManifest } from "./manifest.js";
import type { Module } from "./module.js";
import type { PackageFacts } from "./package-facts.js";

/** A module whose dependencies are not known yet, with the manifest as its package wrote it. */
export interface ResolvedManifest {
  readonly module: Module;
  readonly facts: PackageFacts;
  readonly manifest: Manifest;
  readonly problems: readonly JsonProblem[];
}

/**
 * The manifest of one package after defaults. With problems the module is there all the same, with defaults in place
 * of what cannot be read, so that one mistake is reported once and not again by everything that depends on the module.
 */
export async function resolveManifest(facts: PackageFacts): Promise<ResolvedManifest> {
  const problems: JsonProblem[] = [];
  const report = (
    path: readonly (string | number)[],
    message: string,
    more: { at?: "key"; code?: Code; hint?: string | undefined } = {},
  ): void => {
    const { at = "value", code = "MANIFEST_INVALID", hint } = more;
    problems.push({
      code,
      message: `manifest of ${facts.name ?? facts.file}: ${message}`,
      file: facts.file,
      path: ["strata", ...path],
      at,
      ...(hint === undefined ? {} : { hint }),
    });
  };

  const { manifest, problems: wrong } = await readManifest(facts.strata);
  for (const { path, message, at, hint } of wrong) report(path, message, { hint, ...(at === "key" ? { at } : {}) });

  const name = manifest.name ?? nameOfPackage(facts.name);
  if (name === undefined) {
    const why =
      facts.name === undefined
        ? "the package has no name"
        : `the package's name ${JSON.stringify(facts.name)} makes no module name`;
    report([], `${why}, so the manifest must give one`, { hint: 'Add "name" with a-z, 0-9 and - to the manifest.' });
  }
  const resolvedName = name ?? facts.name ?? facts.directory;

  for (const [code, why] of Object.entries(manifest.allow ?? {})) {
    if (!Object.hasOwn(codes, code))
      report(["allow", code], `unknown code ${JSON.stringify(code)}.${didYouMean(code, findingCodes())}`, {
        at: "key",
      });
    else if (codes[code as Code].kind === "error" && why !== undefined)
      report(["allow", code], `${code} is an error, and an error cannot be accepted`, { at: "key" });
  }

  const module: Module = {
    name: resolvedName,
    was: manifest.was ?? [],
    packageName: facts.name ?? resolvedName,
    packageVersion: facts.version,
    directory: facts.directory,
    manifestFile: facts.file,
    migrationsDirectory: join(facts.directory, manifest.migrations ?? "migrations"),
    owns: claimsOf(manifest, name, report),
    dependencies: [],
    allow: manifest.allow ?? {},
    origin: facts.origin,
  };
  return { module, facts, manifest, problems: problems.map((problem) => ({ ...problem, module: resolvedName })) };
}

/** The validator is loaded only for what it may have something to say about. */
async function readManifest(written: unknown): Promise<ManifestReading> {
  if (isPlainManifest(written)) return { manifest: written, problems: [] };
  const { checkManifest } = await import("./check-manifest.js");
  return checkManifest(written);
}

/** The codes that an `allow` may name. */
export function findingCodes(): Code[] {
  return (Object.keys(codes) as Code[]).filter((code) => codes[code].kind === "finding");
}

function claimsOf(
  manifest: Manifest,
  name: string | undefined,
  report: (path: (string | number)[], message: string, more: { code: Code; hint?: string | undefined }) => void,
): Claim[] {
  const written = manifest.owns ?? (name === undefined ? [] : [`${defaultSchema(name)}.*`]);
  return written.flatMap((one, index) => {
    const { claim, problems } = parseClaim(one);
    for (const { key, message, hint } of problems) {
      report(typeof one === "string" ? ["owns", index] : ["owns", index, key], message, {
        code: "CLAIM_INVALID",
        hint,
      });
    }
    return claim === undefined ? [] : [claim];
  });
}

function nameOfPackage(packageName: string | undefined): string | undefined {
  const unscoped = packageName?.replace(/^@[^/]*\//, "");
  return unscoped !== undefined && isModuleName(unscoped) ? unscoped : undefined;
}
