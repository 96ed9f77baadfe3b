import { canonicalJson } from "../lib/canonical-json.js";
import type { CatalogObject, ObjectKey } from "../snapshot/catalog-object.js";
import { type Change, describeChange, labelOf } from "./change.js";

/** How an object differs between two catalogs. One that was renamed is removed and added. */
export interface Difference {
  readonly key: ObjectKey;
  readonly kind: "added" | "removed" | "changed";
  /** What of it, for one that was changed. */
  readonly changes: readonly Change[];
}

/** Two values of one property, and where it stands. */
interface Pair {
  /** What it belongs to, in words: `column email of table shop.account`. */
  readonly subject: string;
  /** Members on the way to it. */
  readonly path: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
}

type Json = Readonly<Record<string, unknown>>;

/** What PostgreSQL derives from the rest: it says in which order objects are made, and not what they are. */
const DERIVED = new Set(["needs"]);

/** Kinds whose columns have an order that no query by name can tell. */
const UNORDERED: ReadonlySet<string> = new Set(["table", "foreign table"]);

/**
 * Compares two forms of one object property by property, as plain JSON data. Lists of things that have names are
 * compared name by name. Nothing when only the order of a table's columns differs: see {@link columnOrder}.
 */
export function compareObjects(key: ObjectKey, before: CatalogObject, after: CatalogObject): Change[] {
  const order = UNORDERED.has(after.kind) ? undefined : "order";
  return comparePair({ subject: key, path: [], before, after }, order);
}

/** The columns that a table has in both forms, when they stand in another order: before and after. */
export function columnOrder(
  before: CatalogObject,
  after: CatalogObject,
): { readonly before: readonly string[]; readonly after: readonly string[] } | undefined {
  const [was, is] = [namesOf(before), namesOf(after)];
  const order = { before: was.filter((name) => is.includes(name)), after: is.filter((name) => was.includes(name)) };
  return UNORDERED.has(after.kind) && order.before.join("\0") !== order.after.join("\0") ? order : undefined;
}

function namesOf(object: CatalogObject): string[] {
  return "columns" in object ? object.columns.map(({ name }) => name) : [];
}

function comparePair(pair: Pair, order: "order" | undefined): Change[] {
  const { subject, path, before, after } = pair;
  if (before === after) return [];
  const [was, is] = [itemsOf(before), itemsOf(after)];
  if (was !== undefined && is !== undefined) return compareItems(pair, was, is, order);
  if (isObject(before) && isObject(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((member) => !DERIVED.has(member))
      .toSorted()
      .flatMap((member) =>
        comparePair({ subject, path: [...path, member], before: before[member], after: after[member] }, order),
      );
  return canonicalJson(before ?? null) === canonicalJson(after ?? null) ? [] : [describeChange(pair)];
}

/** Items are told apart by what they are called, and their order counts by itself. */
function compareItems(
  { subject, path, before, after }: Pair,
  was: readonly Json[],
  is: readonly Json[],
  order: "order" | undefined,
): Change[] {
  const [old, now] = [byName(was), byName(is)];
  const list = path.at(-1) ?? "";
  const changes = [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const pair = {
      subject: `${labelOf(list, name)} of ${subject}`,
      path: [...path, name],
      before: old.get(name),
      after: now.get(name),
    };
    return pair.before === undefined || pair.after === undefined
      ? [describeChange({ ...pair, isItem: true })]
      : comparePair(pair, order);
  });
  const both = (from: Map<string, Json>, other: Map<string, Json>): string[] =>
    [...from.keys()].filter((name) => other.has(name));
  const [oldOrder, newOrder] = [both(old, now), both(now, old)];
  if (order === undefined || list === "grants" || oldOrder.join("\0") === newOrder.join("\0")) return changes;
  const moved = describeChange({ subject, path: [...path, "order"], before: oldOrder, after: newOrder });
  return [...changes, { ...moved, before, after }];
}

function byName(items: readonly Json[]): Map<string, Json> {
  return new Map(items.map((item) => [nameOf(item) ?? "", item]));
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list of things that have names, each one only once; one that is absent is empty. */
function itemsOf(value: unknown): readonly Json[] | undefined {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return undefined;
  const names = value.map((item: unknown) => (isObject(item) ? nameOf(item) : undefined));
  return names.includes(undefined) || new Set(names).size < names.length ? undefined : (value as Json[]);
}

/** Grants are called by their role. */
function nameOf(item: Json): string | undefined {
  if (typeof item["name"] === "string") return item["name"];
  if (item["owner"] === true) return "the owner";
  if (typeof item["role"] === "string") return `role ${item["role"]}`;
  return "has" in item || "lacks" in item ? "PUBLIC" : undefined;
}
