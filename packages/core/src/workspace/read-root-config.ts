import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../errors/finding.js";
import { InternalError } from "../errors/internal-error.js";
import { StrataError, throwFindings } from "../errors/strata-error.js";
import type { JsonProblem } from "../module/json-problem.js";
import { schemaProblems } from "../module/schema-problems.js";
import { cacheConfig, readCachedConfig } from "./config-cache.js";
import { hashConfigSources } from "./config-sources.js";
import { jsonSyntaxFindings, placeJsonProblems } from "./json-findings.js";
import { readText } from "./read-text.js";
import type { RootConfig } from "./root-config.js";
import type { WrittenRootConfig } from "./root-config-schema.js";

/** What reading a root configuration needs from outside. */
export interface ReadRootConfigOptions {
  /** Runs a TypeScript file and returns what it exports, by name. Called only for a strata.config.ts that is not cached. */
  readonly loadTypeScript: (path: string) => Promise<unknown>;
}

/**
 * The root configuration after defaults; with no file everything is a default. The value of a strata.config.ts is kept
 * in `<root>/.strata/` by the hash of its sources, unless it reads more than these.
 *
 * @throws StrataError CONFIG_TWICE, or CONFIG_INVALID and FILE_… with every problem in `details.findings`, and whatever
 * the loader throws. No message holds a URL.
 */
export async function readRootConfig(root: string, options: ReadRootConfigOptions): Promise<RootConfig> {
  const [json, typescript] = [join(root, "strata.config.json"), join(root, "strata.config.ts")];
  const hasJson = existsSync(json);
  const hasTypeScript = existsSync(typescript);
  if (hasJson && hasTypeScript) {
    throw new StrataError("CONFIG_TWICE", `${root} holds both strata.config.json and strata.config.ts`, {
      hint: "Remove one of them.",
    });
  }
  if (hasJson) return readJson(json);
  return hasTypeScript ? readTypeScript(root, typescript, options) : resolveConfig({}, undefined);
}

async function readJson(file: string): Promise<RootConfig> {
  const text = readText(file);
  if (typeof text !== "string") return fail([text]);
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch {
    return fail(await jsonSyntaxFindings("CONFIG_INVALID", file, text));
  }
  const problems = await problemsOf(written, file);
  if (problems.length > 0) return fail(await placeJsonProblems(problems, () => text));
  return resolveConfig(written as WrittenRootConfig, file);
}

async function readTypeScript(
  root: string,
  file: string,
  { loadTypeScript }: ReadRootConfigOptions,
): Promise<RootConfig> {
  const hash = hashConfigSources(file);
  const cached = hash === undefined ? undefined : readCachedConfig(root, hash);
  const written = cached ?? defaultExport(await loadTypeScript(file));
  const problems = await problemsOf(written, file);
  if (problems.length > 0)
    return fail(
      problems.map(({ code, message, hint }) => ({
        code,
        message,
        ...(hint === undefined ? {} : { hint }),
        place: { file },
      })),
    );
  if (hash !== undefined && cached === undefined) cacheConfig(root, hash, written);
  return resolveConfig(written as WrittenRootConfig, file);
}

function defaultExport(namespace: unknown): unknown {
  return typeof namespace === "object" && namespace !== null && "default" in namespace ? namespace.default : undefined;
}

async function problemsOf(written: unknown, file: string): Promise<JsonProblem[]> {
  if (written === undefined)
    return [{ code: "CONFIG_INVALID", message: `${file} has no default export`, file, path: [], at: "value" }];
  const { rootConfigKeys, rootConfigSchema } = await import("./root-config-schema.js");
  const parsed = rootConfigSchema.safeParse(written);
  if (parsed.success) return [];
  return schemaProblems(parsed.error.issues, rootConfigKeys).map(({ message, ...problem }) => ({
    code: "CONFIG_INVALID",
    message: `root configuration: ${message}`,
    file,
    ...problem,
  }));
}

function resolveConfig(written: WrittenRootConfig, file: string | undefined): RootConfig {
  const targets = Object.entries(written.targets ?? {}).map(
    ([name, { url, modules }]) => [name, { url, ...(modules === undefined ? {} : { modules }) }] as const,
  );
  return {
    file,
    postgres: written.postgres ?? 18,
    extensionSchema: written.extensionSchema ?? "public",
    targets: Object.fromEntries(targets),
    ...(written.scratchUrl === undefined ? {} : { scratchUrl: written.scratchUrl }),
    roles: written.roles ?? [],
    allow: { extensions: written.allow?.extensions ?? [] },
  };
}

/** Without the lines around the place: they may hold a URL with its password. */
function fail(findings: readonly Finding[]): never {
  throwFindings(findings.map(({ frame: _lines, ...finding }) => finding));
  throw new InternalError("a failure without a finding");
}
