/**
 * What a packed package holds.
 *
 * @typedef {object} PackedPackage
 * @property {Record<string, unknown> & { name: string }} manifest package.json as packed
 * @property {readonly string[]} files paths from the package's root, with slashes
 */

/** What a user has no use for: tests, sources that were compiled, settings of tools. */
const FOREIGN =
  /(?:^|\/)(?:test|src|node_modules)\/|\.test\.[mc]?[jt]s$|(?:^|\/)(?:tsconfig|vitest|tsdown)[^/]*$|\.tsbuildinfo$/u;

/**
 * Judges a package as its users will get it. Returns every problem as a sentence, none for none.
 *
 * @param {PackedPackage} packed
 * @returns {string[]}
 */
export function judgePackage({ manifest, files }) {
  const text = JSON.stringify({ ...manifest, devDependencies: undefined });
  const present = new Set(files);
  const problems = [
    ...files.filter((file) => FOREIGN.test(file)).map((file) => `${file} is packed`),
    ...[...targetsOf(manifest["exports"]), ...targetsOf(manifest["bin"])]
      .map((target) => target.replace(/^\.\//u, ""))
      .filter((target) => !present.has(target))
      .map((target) => `${target} is named by package.json and not packed`),
    ...["LICENSE", "package.json"].filter((file) => !present.has(file)).map((file) => `${file} is not packed`),
  ];
  // New databases are installed from there; without it every migration runs one by one.
  if (manifest["strata"] !== undefined && !present.has("LATEST/versions.json"))
    problems.push("LATEST/versions.json is not packed");
  if (text.includes('"workspace:')) problems.push("a dependency still has the workspace: protocol");
  if (text.includes("@strata/source")) problems.push("the condition @strata/source is published");
  if (manifest["license"] !== "MIT") problems.push("the licence is not MIT");
  return problems.map((problem) => `${manifest.name}: ${problem}`);
}

/**
 * Every file that `exports` or `bin` names, at any depth of conditions.
 *
 * @param {unknown} value
 * @returns {string[]}
 */
function targetsOf(value) {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(targetsOf) : [];
}
