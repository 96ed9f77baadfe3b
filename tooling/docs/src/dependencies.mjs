/**
 * A dependency as a package.json names it.
 *
 * @typedef {object} Dependency
 * @property {string} user the package.json that names it, from the workspace's root
 * @property {string} name
 * @property {string} version as written there
 * @property {string} licence of the installed package
 */

const PERMISSIVE = new Set(["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "0BSD", "Unlicense"]);

/**
 * Compares what the package.json files name with the tables of docs/DEPENDENCIES.md (`| name | version | licence | why |`).
 * Returns every difference as a sentence, none for none.
 *
 * @param {readonly Dependency[]} dependencies
 * @param {string} page
 * @returns {string[]}
 */
export function compareDependencies(dependencies, page) {
  const rows = readRows(page);
  const used = new Set(dependencies.map(({ name }) => name));
  return [
    ...dependencies.flatMap((dependency) => judge(dependency, rows.get(dependency.name))),
    ...[...rows.keys()]
      .filter((name) => !used.has(name))
      .map((name) => `${name} is listed, and no package.json names it`),
  ];
}

/**
 * @param {Dependency} dependency
 * @param {Row | undefined} row
 */
function judge({ user, name, version, licence }, row) {
  if (row === undefined) return [`${name}, named by ${user}, is not listed`];
  const problems = [];
  if (!PERMISSIVE.has(licence)) problems.push(`${name} has the licence ${licence}, which is not a permissive one`);
  if (row.licence !== licence) problems.push(`${name} is listed with the licence ${row.licence}, and has ${licence}`);
  if (!row.versions.includes(version)) {
    problems.push(`${name} is listed with version ${row.versions.join(" and ")}, and ${user} names ${version}`);
  }
  if (row.why === "") problems.push(`${name} is listed without a reason`);
  return problems;
}

/** @typedef {{ versions: string[], licence: string, why: string }} Row */

/**
 * @param {string} page
 * @returns {Map<string, Row>}
 */
function readRows(page) {
  const rows = page.matchAll(/^\| *`(?<name>[^`]+)` *\|(?<versions>[^|]*)\|(?<licence>[^|]*)\|(?<why>[^|]*)\|$/gmu);
  return new Map(
    [...rows].map(({ groups = {} }) => [
      groups["name"] ?? "",
      {
        versions: (groups["versions"] ?? "").split(";").map((version) => version.trim()),
        licence: (groups["licence"] ?? "").trim(),
        why: (groups["why"] ?? "").trim(),
      },
    ]),
  );
}
