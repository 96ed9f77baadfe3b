import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** What a path of a tree holds: a text, bytes, an object that is written as JSON, or a symbolic link. */
export type TreeEntry = string | Uint8Array | { readonly link: string } | Readonly<Record<string, unknown>>;

/**
 * Makes a folder with files, below a name with a space and an umlaut, and removes it when the test has ended. Returns
 * its real path. A path that ends in `/` is an empty folder.
 */
export function temporaryTree(entries: Readonly<Record<string, TreeEntry>>): string {
  const root = realpathSync.native(mkdtempSync(join(tmpdir(), "strata prüf ")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  addToTree(root, entries);
  return root;
}

/** Adds files to a folder; see {@link temporaryTree}. */
export function addToTree(root: string, entries: Readonly<Record<string, TreeEntry>>): void {
  for (const [path, entry] of Object.entries(entries)) {
    const target = join(root, path);
    mkdirSync(path.endsWith("/") ? target : dirname(target), { recursive: true });
    if (path.endsWith("/")) continue;
    if (typeof entry === "string" || entry instanceof Uint8Array) writeFileSync(target, entry);
    else if (typeof entry["link"] === "string") symlinkSync(entry["link"], target);
    else writeFileSync(target, `${JSON.stringify(entry, null, 2)}\n`);
  }
}
