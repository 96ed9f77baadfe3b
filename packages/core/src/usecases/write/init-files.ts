import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { throwFindings } from "../../errors/strata-error.js";
import { withIgnored } from "../../workspace/edit-ignore.js";
import { addToJson } from "../../workspace/edit-json.js";
import { withBuildsJudged } from "../../workspace/edit-pnpm-workspace.js";
import { withPattern } from "../../workspace/extend-workspace.js";
import type { Installer } from "../../workspace/installer.js";
import { patternsCover } from "../../workspace/pattern-covers.js";
import { readPackagePatterns } from "../../workspace/package-patterns.js";
import { STRATA_VERSION } from "../strata-version.js";

/** The repository that is set up, as far as the files depend on it. */
export interface InitPlace {
  readonly root: string;
  readonly installer: Installer;
  /** What package.json holds; undefined when there is none. */
  readonly packageJson: Readonly<Record<string, unknown>> | undefined;
}

/** A file of the root that init looks at. */
export interface InitDraft {
  /** Name within the root. */
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string;
  /** What it is there for, or why it stays as it is. */
  readonly what: string;
}

/** Where the modules that are made go. */
const PATTERN = "modules/*";

/** What the root needs: the command, and core with the types of manifests and the schemas that editors read. */
const needed = ["@strata/cli", "@strata/core"];

/** package.json: the dependencies, and the modules' folder where no pnpm-workspace.yaml has it. */
export async function draftPackageJson(place: InitPlace, before: string | undefined): Promise<InitDraft> {
  const { root, installer, packageJson } = place;
  let after = before ?? `${JSON.stringify({ name: packageName(root), private: true, type: "module" }, null, 2)}\n`;
  const added: string[] = [];
  for (const name of missingDependencies(packageJson ?? {})) {
    after = await addToJson(after, ["devDependencies", name], STRATA_VERSION);
    added.push(name);
  }
  if (installer !== "pnpm" && !(await coversModules(place))) {
    after = await withPattern({ directory: root, kind: "workspaces" }, "package.json", after, PATTERN);
    added.push(`workspaces ${PATTERN}`);
  }
  return { file: "package.json", before, after, what: added.length === 0 ? "has what strata needs" : added.join(", ") };
}

/** pnpm-workspace.yaml: the modules' folder, and a word on the scripts of the embedded server's packages. */
export async function draftPnpmWorkspace(place: InitPlace, before: string | undefined): Promise<InitDraft> {
  const file = join(place.root, "pnpm-workspace.yaml");
  let after = before ?? "";
  if (before === undefined) {
    // pnpm does not read `workspaces`; what the repository says there is meant all the same.
    const { patterns } = await readPackagePatterns({ directory: place.root, kind: "workspaces" });
    const all = patternsCover(patterns, "modules/any") ? patterns : [...patterns, PATTERN];
    after = `packages:\n${all.map((pattern) => `  - ${JSON.stringify(pattern)}\n`).join("")}`;
  } else if (!(await coversModules(place))) {
    after = await withPattern({ directory: place.root, kind: "pnpm" }, file, after, PATTERN);
  }
  const withModules = after;
  after = await withBuildsJudged(file, after);
  const added = [
    ...(withModules === (before ?? "") ? [] : [`packages ${PATTERN}`]),
    ...(after === withModules ? [] : ["allowBuilds of the embedded server"]),
  ];
  return {
    file: "pnpm-workspace.yaml",
    before,
    after,
    what: added.length === 0 ? "has what strata needs" : added.join(", "),
  };
}

/** strata.config.json, unless the repository has a root configuration. */
export function draftConfig({ root }: InitPlace, before: string | undefined): InitDraft {
  const [json, typescript] = ["strata.config.json", "strata.config.ts"];
  if (before === undefined && existsSync(join(root, typescript)))
    return { file: typescript, before: "", after: "", what: "the root configuration is there" };
  const written = { $schema: "./node_modules/@strata/core/config.schema.json", postgres: 18 };
  const after = before ?? `${JSON.stringify(written, null, 2)}\n`;
  return {
    file: json,
    before,
    after,
    what: before === undefined ? "the root configuration" : "the root configuration is there",
  };
}

/** .gitignore: what strata keeps beside the sources; for a repository that begins here the installed packages as well. */
export function draftIgnore({ packageJson }: InitPlace, before: string | undefined): InitDraft {
  const folders = packageJson === undefined && before === undefined ? ["node_modules/", ".strata/"] : [".strata/"];
  const after = withIgnored(before ?? "", folders);
  return { file: ".gitignore", before, after, what: after === before ? "ignores .strata/" : folders.join(", ") };
}

async function coversModules({ root, installer }: InitPlace): Promise<boolean> {
  const { patterns, findings } = await readPackagePatterns({
    directory: root,
    kind: installer === "pnpm" ? "pnpm" : "workspaces",
  });
  throwFindings(findings);
  return patternsCover(patterns, "modules/any");
}

function missingDependencies(packageJson: Readonly<Record<string, unknown>>): string[] {
  const fields = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];
  const has = (field: string, name: string): boolean => {
    const entries = packageJson[field];
    return typeof entries === "object" && entries !== null && Object.hasOwn(entries, name);
  };
  // A script of that name runs the command from somewhere else.
  if (has("scripts", "strata")) return [];
  return needed.filter((name) => !fields.some((field) => has(field, name)));
}

function packageName(root: string): string {
  const name = basename(root)
    .toLowerCase()
    .replaceAll(/[^a-z0-9._~-]+/gu, "-")
    .replaceAll(/^[-._]+|-+$/gu, "");
  return name === "" ? "workspace" : name;
}
