import type { Node } from "libpg-query";
import type { Complaint } from "./complaint.js";
import { callsFunction } from "./function-calls.js";
import { type Statement, nodeOf } from "./statement.js";

const UNLOCK = ["pg_advisory_unlock", "pg_advisory_unlock_shared", "pg_advisory_unlock_all"];

/** Statements that only define what runs later. */
const DEFINES = new Set(["CreateFunctionStmt", "ViewStmt", "RuleStmt"]);

/**
 * Refuses what would defeat the step from within: give up its lock, make the server read the rest of the file otherwise
 * than the parser, or keep strata from writing its history. Roles, settings and search_path are left alone: they are set
 * again after every phase.
 */
export function sessionHazards(statement: Statement): Complaint | undefined {
  const [what, hint] = hazardOf(statement) ?? [];
  return what === undefined || hint === undefined ? undefined : { code: "STEP_DEFEATED", message: what, hint };
}

function hazardOf(statement: Statement): readonly [string, string] | undefined {
  const { node } = statement;
  if (nodeOf(node, "DiscardStmt")?.target === "DISCARD_ALL") {
    return [
      "DISCARD ALL gives up the lock that strata holds.",
      "Name what to discard: DISCARD PLANS, SEQUENCES or TEMP.",
    ];
  }
  if (/advisory_unlock/i.test(statement.text) && !DEFINES.has(statement.kind) && callsFunction(node, UNLOCK)) {
    return [
      "pg_advisory_unlock may give up the lock that strata holds.",
      "Take the lock with pg_advisory_xact_lock: it ends with the step by itself.",
    ];
  }
  const set = nodeOf(node, "VariableSetStmt");
  if (set?.name === "standard_conforming_strings" && switchOf(set.args?.[0]) === false) {
    return [
      "With standard_conforming_strings off the server reads strings otherwise than strata's parser.",
      "Remove the statement and write strings with backslash escapes as E'…'.",
    ];
  }
  if (set?.name === "client_encoding" && isOtherEncoding(set.args?.[0])) {
    return [
      "strata sends every file as UTF-8; under another client_encoding the server would misread the rest of it.",
      "Remove the statement: the server itself converts what it stores.",
    ];
  }
  const readOnly =
    (set?.name === "transaction_read_only" && switchOf(set.args?.[0]) === true) ||
    (set?.name === "TRANSACTION" && set.args?.some((mode) => isReadOnly(mode)) === true);
  return readOnly
    ? ["In a read-only transaction strata cannot record the step.", "Remove the statement; a migration always writes."]
    : undefined;
}

/** The server compares names of encodings by their letters and digits alone: src/common/encnames.c. */
function isOtherEncoding(value: Node | undefined): boolean {
  const name = nodeOf(value, "A_Const")?.sval?.sval;
  return name !== undefined && !["utf8", "unicode"].includes(name.toLowerCase().replaceAll(/[^a-z0-9]/g, ""));
}

function isReadOnly(mode: Node): boolean {
  const option = nodeOf(mode, "DefElem");
  return option?.defname === "transaction_read_only" && switchOf(option.arg) === true;
}

/** What a value of SET says as a switch, in any of its spellings; undefined for DEFAULT and RESET, which have no value. */
function switchOf(value: Node | undefined): boolean | undefined {
  const constant = nodeOf(value, "A_Const");
  if (constant === undefined) return undefined;
  if (constant.sval !== undefined)
    return ["on", "true", "yes", "1", "t", "y"].includes((constant.sval.sval ?? "").toLowerCase());
  // The parser leaves false and 0 out of its nodes.
  return constant.boolval === undefined ? (constant.ival?.ival ?? 0) !== 0 : constant.boolval.boolval === true;
}
