import { posix } from "node:path";

/**
 * What a path of the workspace says about a file. `room` is the first folder below `packages/core/src`, or `entry` for
 * the files that stand there themselves; undefined elsewhere. `folder` is the one below that, where there is one.
 *
 * @typedef {object} SourceFile
 * @property {string} path relative to the workspace's root, with slashes
 * @property {string | undefined} owner the package's folder, `packages/core`; undefined outside the packages
 * @property {boolean} isTest a test, or something in a package's `test` folder
 * @property {boolean} isSource shipped code: below the package's `src`, and no test
 * @property {string | undefined} room
 * @property {string | undefined} folder
 */

const PACKAGE = /^(?<owner>(?:packages|modules|tooling)\/[^/]+|faults|bench)\/(?<inside>.+)$/u;
const ROOM = /^src\/(?:(?<room>[^/]+)\/(?:(?<folder>[^/]+)\/)?)?[^/]+/u;

/**
 * Reads what the rules need to know off a path; touches no file.
 *
 * @param {string} path relative to the workspace's root
 * @returns {SourceFile}
 */
export function describeFile(path) {
  const plain = path.replaceAll("\\", "/");
  const match = PACKAGE.exec(plain)?.groups;
  const inside = match?.["inside"] ?? plain;
  const isTest = /\.test\.m?ts$/u.test(inside) || inside.startsWith("test/");
  const room = match?.["owner"] === "packages/core" ? ROOM.exec(inside) : null;
  return {
    path: plain,
    owner: match?.["owner"],
    isTest,
    isSource: !isTest && inside.startsWith("src/"),
    room: room === null ? undefined : (room.groups?.["room"] ?? "entry"),
    folder: room?.groups?.["folder"],
  };
}

/**
 * The file that a relative specifier names, with the ending of the source.
 *
 * @param {SourceFile} from
 * @param {string} specifier
 */
export function resolveRelative(from, specifier) {
  const joined = posix.normalize(posix.join(posix.dirname(from.path), specifier));
  return describeFile(joined.replace(/\.js$/u, ".ts"));
}
