import { instantOf } from "../migration/version.js";
import type { Claim } from "./claim.js";

/** A claim as the manifest writes it. */
export type WrittenClaim =
  | string
  | { readonly claim: string; readonly from?: string | undefined; readonly until?: string | undefined };

/** What is wrong with a written claim; `key` says with which part of the object form. */
export interface ClaimProblem {
  readonly message: string;
  readonly hint?: string;
  readonly key: "claim" | "from" | "until";
}

/** PostgreSQL cuts longer names to 63 bytes, so a longer one can match nothing. */
const NAME_BYTES = 63;

/** Reads a written claim. Every problem is reported; the claim is there only when there is none. */
export function parseClaim(written: WrittenClaim): { claim?: Claim; problems: readonly ClaimProblem[] } {
  const { claim: text, from, until } = typeof written === "string" ? { claim: written } : written;
  const problems: ClaimProblem[] = [];
  const parts = text.split(".");
  const [schema = "", name = ""] = parts;
  if (parts.length === 1) {
    problems.push({
      key: "claim",
      message: `the claim ${JSON.stringify(text)} names no object within a schema`,
      hint: `Write "${text === "" ? "schema" : text}.*" for the whole schema.`,
    });
  } else if (parts.length > 2 || schema === "" || name === "" || /^\s|\s$|\s\.|\.\s|"/.test(text)) {
    problems.push({
      key: "claim",
      message: `the claim ${JSON.stringify(text)} is not of the form schema.name`,
      hint: "Names are written as PostgreSQL stores them, without quotes; `*` stands for any characters within a name.",
    });
  }
  for (const part of parts.length === 2 ? [schema, name] : []) {
    if (new TextEncoder().encode(part.replaceAll("*", "")).length > NAME_BYTES) {
      problems.push({
        key: "claim",
        message: `the name ${JSON.stringify(part)} of a claim is longer than the ${NAME_BYTES} bytes that PostgreSQL keeps of a name`,
      });
    }
  }
  for (const [key, version] of [
    ["from", from],
    ["until", until],
  ] as const) {
    if (version !== undefined && instantOf(version) === undefined) {
      problems.push({
        key,
        message: `${key} ${JSON.stringify(version)} of the claim ${JSON.stringify(text)} is no version`,
        hint: "A version has the form YYYYMMDDhhmmss and is a valid UTC time.",
      });
    }
  }
  if (problems.length === 0 && from !== undefined && until !== undefined && from >= until) {
    problems.push({
      key: "until",
      message: `the claim ${JSON.stringify(text)} holds for no version: until ${until} is not after from ${from}`,
    });
  }
  if (problems.length > 0) return { problems };
  return {
    claim: { text, schema, name, ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) },
    problems,
  };
}
