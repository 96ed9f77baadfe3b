import type { AuditVerification, Finding } from "@strata/core";
import { defineCommand } from "../command.js";
import { findingLines } from "../output/finding-lines.js";

export const auditVerify = defineCommand({
  name: "audit verify",
  day: "Understand and repair",
  summary: "Recompute the audit's chain of hashes apart from the server",
  details: [
    "Ends in 6 when a row was changed, removed or moved, or when the history is not what the events make of it.",
    "An exported head proves that nothing before it was cut off.",
  ],
  arguments: [],
  options: {
    head: { type: "string", value: "HASH", summary: "a head that was exported before and must still be in the chain" },
  },
  examples: [
    ["audit verify", "the chain as it is"],
    ["audit verify --json", "`data.head.hash` is what to keep elsewhere"],
  ],
  async run({ options: { head }, common, terminal }) {
    const { verifyAudit } = await import("../core/look.js");
    const verification = await verifyAudit({ ...common, ...(head === undefined ? {} : { head }) });
    const findings = [...verification.breaks.map(findingOf), ...verification.history.map(mismatchOf)];
    const { rows, head: newest } = verification;
    return {
      data: verification,
      lines: [
        ...findingLines(findings, terminal.cwd),
        findings.length === 0
          ? `${rows} events, all linked. Head: ${newest.hash}`
          : `${rows} events, ${count(verification.breaks.length, "broken link")}, ${count(verification.history.length, "history row")} that the audit does not explain.`,
      ],
      findings,
      findingsInLines: true,
      exitCode: findings.length === 0 ? 0 : 6,
    };
  },
});

function findingOf({ id, kind }: AuditVerification["breaks"][number]): Finding {
  return { code: "AUDIT_BROKEN", message: MESSAGES[kind](id) };
}

function mismatchOf({ module, version, kind }: AuditVerification["history"][number]): Finding {
  return { code: "HISTORY_UNLIKE_AUDIT", message: MISMATCHES[kind](`${module}@${version}`), module, version };
}

const MISMATCHES: Readonly<Record<AuditVerification["history"][number]["kind"], (id: string) => string>> = {
  missing: (id) => `${id} was applied and not taken back, and its history row is gone`,
  unknown: (id) => `${id} has a history row, and the audit does not say that it is applied`,
  changed: (id) => `the history row of ${id} was changed by hand: its name or its checksums are not those of the audit`,
  moved: (id) => `${id} has another place in the order of application than in the audit`,
};

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

const MESSAGES: Readonly<Record<AuditVerification["breaks"][number]["kind"], (id: number) => string>> = {
  changed: (id) => `row ${id} was changed after it was written`,
  missing: (id) => `row ${id} is missing`,
  reordered: (id) => `row ${id} does not follow the row before it`,
  truncated: (id) => `the newest rows, up to ${id}, are missing`,
  "unknown-head": () => "the head that was given is not in the chain: it was cut off or written anew",
};
