import { findNodeAtLocation, getNodeValue, type JSONPath, type Node } from "jsonc-parser";
import * as z from "zod/mini";
import { readJson } from "../dataset/read-json.js";
import { codes } from "../errors/codes.js";
import type { Finding } from "../errors/finding.js";
import { StrataError } from "../errors/strata-error.js";
import { placeAt } from "../lib/place-at.js";
import { formatPlace } from "../types/place.js";
import type { Plan } from "./plan.js";
import { hashPlan } from "./seal-plan.js";

const version = z.string().check(z.regex(/^\d{14}$/, "expected a version, 14 digits"));
const hash = z.string().check(z.regex(/^[0-9a-f]{64}$/, "expected a SHA-256, 64 hexadecimal digits"));
const texts = z.array(z.string());

const step = z.strictObject({
  module: z.string(),
  version,
  name: z.string(),
  direction: z.enum(["up", "down"]),
  source: z.enum(["disk", "stored"]),
  because: texts,
  checksums: z.strictObject({ up: z.string(), down: z.string() }),
  requires: texts,
  action: z.enum(["run", "restamp"]),
  was: z.exactOptional(version),
  recordedAs: z.exactOptional(z.string()),
});

const finding = z.looseObject({
  code: z.custom<Finding["code"]>((value) => typeof value === "string" && value in codes, "expected a code of strata"),
  message: z.string(),
});

const planSchema = z.strictObject({
  format: z.literal(1, "this strata reads plans of format 1"),
  direction: z.enum(["up", "down"]),
  target: z.strictObject({ host: z.string(), port: z.int(), database: z.string(), user: z.string() }),
  environment: z.enum(["development", "test", "staging", "production"]),
  request: z.strictObject({
    modules: z.exactOptional(texts),
    module: z.exactOptional(z.string()),
    steps: z.exactOptional(z.int()),
    to: z.exactOptional(version),
    all: z.exactOptional(z.boolean()),
  }),
  steps: z.array(step),
  install: z.exactOptional(z.strictObject({ hash, modules: texts })),
  appliedBefore: hash,
  hash,
  findings: z.array(finding),
});

/**
 * Reads a plan from the text of a file; `within` are the keys that lead to it, when the file holds more.
 *
 * @throws StrataError PLAN_INVALID, with the place, for what is no JSON, another format, a field that is missing,
 *   unknown or of another kind, and a content that is not what its hash was made of.
 */
export function parsePlan(file: string, text: string, within: readonly string[] = []): Plan {
  const reading = readJson(text);
  const invalid = (message: string, offset: number): StrataError => {
    const place = placeAt(file, text, offset);
    return new StrataError("PLAN_INVALID", `${formatPlace(place)}: ${message}`, {
      hint: "Make it again with `strata plan --json`.",
      details: { findings: [{ code: "PLAN_INVALID", message, place }] },
    });
  };
  if (reading.problem !== undefined) throw invalid(reading.problem.message, reading.problem.offset);
  const root = findNodeAtLocation(reading.root, [...within]);
  if (root === undefined) throw invalid(`there is no plan at ${within.join(".")}`, 0);

  const offsetOf = (path: readonly PropertyKey[]): number => nearestNode(root, path).offset;
  const parsed = planSchema.safeParse(getNodeValue(root), { error: describe });
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const where = issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
    throw invalid(where + issue.message, offsetOf(issue.path));
  }
  const plan = parsed.data as Plan;
  if (hashPlan(plan) !== plan.hash)
    throw invalid("the plan was changed after it was made: its hash is not that of its content", offsetOf(["hash"]));
  if (plan.steps.some((one) => one.direction !== plan.direction))
    throw invalid(`a step of another direction than ${plan.direction}`, offsetOf(["steps"]));
  return plan;
}

/** The node at a path, or the nearest above it: what is missing has no place of its own. */
function nearestNode(root: Node, path: readonly PropertyKey[]): Node {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(root, path.slice(0, length) as JSONPath);
    if (node !== undefined) return node;
  }
  return root;
}

function describe(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is missing" : `expected ${issue.expected}`;
    case "invalid_value":
      return `expected ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
    case "unrecognized_keys":
      return `unknown key ${issue.keys.map((key) => JSON.stringify(key)).join(", ")}`;
    default:
      return "is not what a plan holds here";
  }
}
