import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Reads every dependency that a package.json of the workspace names, except on packages of the workspace itself, with
 * the licence of what is installed. Throws when one is not installed.
 *
 * @param {string} root
 * @returns {import("./dependencies.mjs").Dependency[]}
 */
export function readDependencies(root) {
  const folders = ["packages", "modules", "tooling"].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => `${parent}/${name}`),
  );
  return [".", ...folders].flatMap((folder) => dependenciesOf(root, join(folder, "package.json")));
}

/**
 * @param {string} root
 * @param {string} user
 */
function dependenciesOf(root, user) {
  const manifest = readJson(join(root, user));
  const all = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"]
    .flatMap((key) => Object.entries(manifest[key] ?? {}))
    .filter(([, version]) => !version.startsWith("workspace:"));
  return all.map(([name, version]) => {
    const { license = "none" } = readJson(join(root, dirname(user), "node_modules", name, "package.json"));
    return { user, name, version, licence: typeof license === "string" ? license : JSON.stringify(license) };
  });
}

/**
 * @param {string} file
 * @returns {Record<string, Record<string, string> | undefined> & { license?: string | object }}
 */
function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}
