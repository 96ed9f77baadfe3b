import { type Code, codes } from "../errors/codes.js";
import { didYouMean } from "../lib/did-you-mean.js";
import { type MigrationId, type Version, parseId } from "../types/ids.js";
import { instantOf } from "./version.js";

/** What one header says. */
export type HeaderValue =
  | { readonly header: "requires"; readonly id: MigrationId }
  | { readonly header: "was"; readonly version: Version }
  | { readonly header: "no-transaction" }
  | { readonly header: "irreversible"; readonly why: string }
  | { readonly header: "lock-timeout"; readonly timeout: string }
  | { readonly header: "allow"; readonly code: Code; readonly why: string }
  | { readonly header: "adopted"; readonly tool: string; readonly original: string };

/** Why the text behind a header's name cannot be read. */
export interface ValueProblem {
  readonly problem: string;
  readonly hint?: string;
}

/** One kind of header. */
export interface HeaderKind {
  /** The files that it may stand in. */
  readonly files: readonly string[];
  /** Whether one file may hold several. */
  readonly many: boolean;
  /** Reads what stands behind the header's name; blanks around it are cut off. */
  readonly read: (text: string) => HeaderValue | ValueProblem;
}

const bothFiles = ["up.sql", "down.sql"];
const everyFile = ["up.sql", "up.contract.sql", "down.sql", "down.contract.sql"];

/** Every header that strata knows. */
export const headerKinds: ReadonlyMap<string, HeaderKind> = new Map<HeaderValue["header"], HeaderKind>([
  ["requires", { files: ["up.sql"], many: true, read: readRequires }],
  ["no-transaction", { files: bothFiles, many: false, read: readNoTransaction }],
  ["irreversible", { files: ["down.sql"], many: false, read: readIrreversible }],
  ["lock-timeout", { files: bothFiles, many: false, read: readLockTimeout }],
  ["was", { files: ["up.sql"], many: true, read: readWas }],
  ["allow", { files: everyFile, many: true, read: readAllow }],
  ["adopted", { files: ["up.sql"], many: false, read: readAdopted }],
]);

function readRequires(text: string): HeaderValue | ValueProblem {
  const id = parseId(text);
  if (id === undefined)
    return { problem: "requires takes one migration", hint: "Write `requires module@YYYYMMDDhhmmss`, one a line." };
  if (instantOf(id.version) === undefined)
    return {
      problem: `requires names ${id.version}, which is no valid UTC time`,
      hint: "Write `requires module@YYYYMMDDhhmmss`, one a line.",
    };
  return { header: "requires", id };
}

function readWas(text: string): HeaderValue | ValueProblem {
  if (instantOf(text) === undefined)
    return {
      problem: "was takes one earlier version of this migration",
      hint: "Write `was YYYYMMDDhhmmss`, one a line.",
    };
  return { header: "was", version: text };
}

function readNoTransaction(text: string): HeaderValue | ValueProblem {
  return text === ""
    ? { header: "no-transaction" }
    : { problem: "no-transaction takes no value", hint: "Write `no-transaction` alone." };
}

function readIrreversible(text: string): HeaderValue | ValueProblem {
  return text === ""
    ? { problem: "irreversible must say why", hint: "Write `irreversible <why>`." }
    : { header: "irreversible", why: text };
}

/** The largest lock_timeout that PostgreSQL takes, in milliseconds. */
const LONGEST = 2_147_483_647;
const unit: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

function readLockTimeout(text: string): HeaderValue | ValueProblem {
  // The units and blanks of a setting with a time: https://www.postgresql.org/docs/current/config-setting.html
  const { number, name } = /^(?<number>\d+(?:\.\d+)?) ?(?<name>us|ms|s|min|h|d)$/u.exec(text)?.groups ?? {};
  const milliseconds = number === undefined || name === undefined ? Number.NaN : Number(number) * unit[name]!;
  if (!(milliseconds <= LONGEST))
    return {
      problem: "lock-timeout takes a time",
      hint: "Write a number with ms, s, min or h, such as `lock-timeout 2s`.",
    };
  return { header: "lock-timeout", timeout: text.replace(" ", "") };
}

function readAllow(text: string): HeaderValue | ValueProblem {
  const { code = "", why = "" } = /^(?<code>\S*)\s*(?<why>.*)$/su.exec(text)?.groups ?? {};
  if (!Object.hasOwn(codes, code)) {
    const known = Object.entries(codes).flatMap(([name, { kind }]) => (kind === "finding" ? [name] : []));
    return {
      problem: `allow takes the code of a finding, and ${JSON.stringify(code)} is none.${didYouMean(code, known)}`,
      hint: "Write `allow CODE <why>`.",
    };
  }
  if (codes[code as Code].kind === "error")
    return {
      problem: `${code} is an error, and an error cannot be accepted`,
      hint: `Remove the header; \`strata explain ${code}\` says what to do about the error.`,
    };
  if (why === "") return { problem: `allow ${code} must say why`, hint: "Write `allow CODE <why>`." };
  return { header: "allow", code: code as Code, why };
}

function readAdopted(text: string): HeaderValue | ValueProblem {
  const { tool, original } = /^(?<tool>\S+)\s+(?<original>\S.*)$/su.exec(text)?.groups ?? {};
  if (tool === undefined || original === undefined)
    return { problem: "adopted takes the tool and the name there", hint: "Write `adopted TOOL ORIGINAL`." };
  return { header: "adopted", tool, original };
}
