/** One property of an object that differs. */
export interface Change {
  /** Members on the way to it, items by their names: `["columns", "email", "type"]`. */
  readonly path: readonly string[];
  /** As in the snapshot; absent where there is none. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** In words: `column email of table shop.account: type text → character varying(40)`. */
  readonly text: string;
}

/** Characters of a value that are shown in words. */
const SHOWN = 100;

/** Says in words what differs. A property that is absent has no value, or the usual one. */
export function describeChange({
  subject,
  path,
  before,
  after,
  isItem = false,
}: {
  readonly subject: string;
  readonly path: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
  /** They are things of a list, of which one is not there. */
  readonly isItem?: boolean;
}): Change {
  return {
    path,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    text: `${subject}: ${isItem ? itemWords(after) : wordsOf(path.at(-1) ?? "", before, after)}`,
  };
}

/** What an item of a list is called: `column email`, `privileges of role app`. */
export function labelOf(list: string, name: string): string {
  if (list === "grants") return `privileges of ${name}`;
  return `${words(list).replace(/ies$/, "y").replace(/s$/, "")} ${name}`;
}

function itemWords(after: unknown): string {
  if (after === undefined) return "removed";
  const members = isObject(after) ? membersInWords(after) : inWords(after);
  return members === "" ? "added" : `added (${members})`;
}

function wordsOf(member: string, before: unknown, after: unknown): string {
  const label = words(member);
  if (typeof before === "boolean" || typeof after === "boolean") return `${label} ${yesNo(before)} → ${yesNo(after)}`;
  const line = differingLine(before, after);
  if (line !== undefined) return `${label}, line ${line.number}: ${line.before} → ${line.after}`;
  return `${label} ${inWords(before)} → ${inWords(after)}`;
}

/** `replicaIdentity` as `replica identity`. */
function words(member: string): string {
  return member.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function yesNo(value: unknown): string {
  return value === true ? "yes" : "no";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as a person reads it, on one line. */
function inWords(value: unknown): string {
  if (value === undefined || value === null) return "none";
  if (typeof value === "string") return oneLine(value === "" ? "''" : value);
  if (Array.isArray(value)) return value.length === 0 ? "none" : oneLine(value.map(inWords).join(", "));
  if (!isObject(value)) return JSON.stringify(value);
  const name = value["name"];
  return membersInWords(value) || (typeof name === "string" ? oneLine(name) : "there");
}

/** What there is to say of an object beside what it is called; empty when there is nothing. */
function membersInWords(value: Readonly<Record<string, unknown>>): string {
  const members = Object.entries(value).filter(([name]) => !["name", "needs", "role", "owner"].includes(name));
  const isPlain = (member: unknown): boolean => member === true || (isObject(member) && membersInWords(member) === "");
  return oneLine(
    members.map(([name, member]) => (isPlain(member) ? words(name) : `${words(name)} ${inWords(member)}`)).join(", "),
  );
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}

/** The first line that differs between two texts of which one has several. */
function differingLine(
  before: unknown,
  after: unknown,
): { readonly number: number; readonly before: string; readonly after: string } | undefined {
  if (typeof before !== "string" || typeof after !== "string") return undefined;
  const [was, is] = [before.split("\n"), after.split("\n")];
  if (was.length === 1 && is.length === 1) return undefined;
  const index = was.findIndex((line, at) => line !== is[at]);
  const at = index === -1 ? was.length : index;
  return { number: at + 1, before: inWords(was[at]), after: inWords(is[at]) };
}
