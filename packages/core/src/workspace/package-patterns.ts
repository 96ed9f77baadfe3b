import { join } from "node:path";
import type { Finding } from "../errors/finding.js";
import { frame } from "../sql/frame.js";
import type { WorkspaceRoot } from "./find-workspace-root.js";
import { readText } from "./read-text.js";

/** The patterns of a workspace's packages as written, those that exclude with their `!`. */
export interface PackagePatterns {
  readonly patterns: readonly string[];
  readonly findings: readonly Finding[];
}

/** Reads the patterns from pnpm-workspace.yaml or from `workspaces` of package.json (list or object form). */
export async function readPackagePatterns(root: WorkspaceRoot): Promise<PackagePatterns> {
  if (root.kind === "single") return { patterns: [], findings: [] };
  const file = join(root.directory, root.kind === "pnpm" ? "pnpm-workspace.yaml" : "package.json");
  const text = readText(file);
  if (typeof text !== "string") return { patterns: [], findings: [text] };
  return root.kind === "pnpm" ? readYaml(file, text) : readWorkspaces(file, text);
}

async function readYaml(file: string, text: string): Promise<PackagePatterns> {
  const plain = plainList(text);
  if (plain !== undefined) return { patterns: plain, findings: [] };
  const { parseDocument } = await import("yaml");
  const document = parseDocument(text);
  const broken = document.errors[0];
  if (broken !== undefined) {
    const { line, column, frame: lines } = frame(text, broken.pos[0]);
    const message = `${file} is not valid YAML: ${broken.message.split("\n")[0]!.replace(/ at line \d+, column \d+:?$/u, "")}`;
    return {
      patterns: [],
      findings: [{ code: "WORKSPACE_INVALID", message, place: { file, line, column }, frame: lines }],
    };
  }
  const json: unknown = document.toJS();
  return checkPatterns(
    file,
    "packages",
    typeof json === "object" && json !== null && "packages" in json ? json.packages : [],
  );
}

/**
 * The `packages` of a pnpm-workspace.yaml of the usual form, without a YAML parser, which costs more than everything
 * else in discovery. Undefined when a line could mean anything else than it seems to.
 */
function plainList(text: string): string[] | undefined {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => /^packages:[ ]*(?:#.*)?$/u.test(line));
  if (start < 0 || lines.some((line, index) => index !== start && /^["']?packages["']?\s*:/u.test(line)))
    return undefined;
  const patterns: string[] = [];
  for (const line of lines.slice(start + 1)) {
    if (/^[ ]*(?:#.*)?$/u.test(line)) continue;
    const item =
      /^[ ]*- +(?:"(?<double>[\w@!./*-]+)"|'(?<single>[\w@!./*-]+)'|(?<bare>[\w./][\w@./*-]*))[ ]*(?:[ ]#.*)?$/u.exec(
        line,
      )?.groups;
    if (item !== undefined) patterns.push((item["double"] ?? item["single"] ?? item["bare"])!);
    else if (/^[A-Za-z]/u.test(line)) break;
    else return undefined;
  }
  return patterns;
}

function readWorkspaces(file: string, text: string): PackagePatterns {
  let json: { workspaces?: unknown };
  try {
    json = JSON.parse(text) as { workspaces?: unknown };
  } catch {
    // Reported with its place when the root's package.json itself is read.
    return { patterns: [], findings: [] };
  }
  const { workspaces } = json;
  const list =
    typeof workspaces === "object" && workspaces !== null && "packages" in workspaces
      ? workspaces.packages
      : workspaces;
  return checkPatterns(file, "workspaces", list);
}

function checkPatterns(file: string, key: string, list: unknown): PackagePatterns {
  if (Array.isArray(list) && list.every((one) => typeof one === "string")) return { patterns: list, findings: [] };
  if (list === undefined || list === null) return { patterns: [], findings: [] };
  return {
    patterns: [],
    findings: [
      {
        code: "WORKSPACE_INVALID",
        message: `\`${key}\` of ${file} must be a list of folder patterns`,
        place: { file },
      },
    ],
  };
}
