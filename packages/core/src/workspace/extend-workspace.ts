import { readFileSync } from "node:fs";
import { join } from "node:path";
import { StrataError } from "../errors/strata-error.js";
import { InternalError } from "../errors/internal-error.js";
import type { WorkspaceRoot } from "./find-workspace-root.js";
import { writeFile } from "./write-file.js";

/**
 * Adds a pattern to the workspace's packages, in pnpm-workspace.yaml or in `workspaces` of package.json. Comments and
 * everything else stay as they are.
 *
 * @throws StrataError WORKSPACE_INVALID when the file has no list to extend, WRITE_FAILED; it is unchanged then.
 */
export async function extendWorkspace(root: WorkspaceRoot, pattern: string): Promise<void> {
  if (root.kind === "single") throw new InternalError("a single package has no patterns");
  const file = join(root.directory, root.kind === "pnpm" ? "pnpm-workspace.yaml" : "package.json");
  writeFile(file, await withPattern(root, file, readFileSync(file, "utf8"), pattern));
}

/**
 * The text of a workspace's pnpm-workspace.yaml or package.json with a pattern more among its packages.
 *
 * @throws StrataError WORKSPACE_INVALID when there is no list to extend.
 */
export async function withPattern(root: WorkspaceRoot, file: string, text: string, pattern: string): Promise<string> {
  return root.kind === "pnpm" ? extendYaml(file, text, pattern) : extendJson(text, pattern);
}

async function extendYaml(file: string, text: string, pattern: string): Promise<string> {
  const { isMap, isNode, isSeq, parseDocument } = await import("yaml");
  const document = parseDocument(text);
  const isMapping = document.contents === null || isMap(document.contents);
  const list = isMapping ? document.get("packages") : undefined;
  const unreadable = !isMapping || document.errors.length > 0 || (list !== undefined && list !== null && !isSeq(list));
  if (unreadable)
    throw new StrataError("WORKSPACE_INVALID", `${file} has no list of packages that could be extended`, {
      hint: `Add ${pattern} to its packages.`,
    });
  const last = isSeq(list) && list.flow !== true ? list.items.at(-1) : undefined;
  const end = isNode(last) ? last.range?.[1] : undefined;
  if (end !== undefined) {
    // A line behind the last item, as that one is written: the rest of the file keeps its bytes.
    const start = text.lastIndexOf("\n", end - 1) + 1;
    const indent = /^[ ]*/u.exec(text.slice(start))![0];
    const feed = text.indexOf("\n", end);
    const at = feed < 0 ? text.length : feed + 1;
    const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
    return `${text.slice(0, at)}${feed < 0 ? lineEnd : ""}${indent}- ${JSON.stringify(pattern)}${lineEnd}${text.slice(at)}`;
  }
  if (isSeq(list)) document.addIn(["packages"], pattern);
  else document.set("packages", [pattern]);
  return document.toString();
}

async function extendJson(text: string, pattern: string): Promise<string> {
  const { applyEdits, findNodeAtLocation, modify, parseTree } = await import("jsonc-parser");
  const tree = parseTree(text);
  const node = tree === undefined ? undefined : findNodeAtLocation(tree, ["workspaces"]);
  const path = node?.type === "object" ? ["workspaces", "packages"] : ["workspaces"];
  const list = tree === undefined ? undefined : findNodeAtLocation(tree, path);
  const insertSpaces = !/^\t/mu.test(text);
  const formattingOptions = {
    insertSpaces,
    tabSize: /^ {4}"/mu.test(text) ? 4 : 2,
    eol: text.includes("\r\n") ? "\r\n" : "\n",
  };
  const edits =
    list === undefined
      ? modify(text, path, [pattern], { formattingOptions })
      : modify(text, [...path, -1], pattern, { formattingOptions, isArrayInsertion: true });
  return applyEdits(text, edits);
}
