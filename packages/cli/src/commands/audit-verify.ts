import type { AuditVerification, Finding } from "@strata/core";
import { defineCommand } from "../command.js";
import { findingLines } from "../output/finding-lines.js";

export const auditVerify = defineCommand({
  name: "audit verify",
  day: "Understand and repair",
  summary: "Recompute the audit's chain of hashes apart from the server",
  details: [
    "Ends in 6 when a row was changed, removed or moved. An exported head proves that nothing before it was cut off.",
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
    const findings = verification.breaks.map(findingOf);
    const { rows, head: newest } = verification;
    return {
      data: verification,
      lines: [
        ...findingLines(findings, terminal.cwd),
        findings.length === 0
          ? `${rows} events, all linked. Head: ${newest.hash}`
          : `${rows} events, ${findings.length} broken link${findings.length === 1 ? "" : "s"}.`,
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

const MESSAGES: Readonly<Record<AuditVerification["breaks"][number]["kind"], (id: number) => string>> = {
  changed: (id) => `row ${id} was changed after it was written`,
  missing: (id) => `row ${id} is missing`,
  reordered: (id) => `row ${id} does not follow the row before it`,
  truncated: (id) => `the newest rows, up to ${id}, are missing`,
  "unknown-head": () => "the head that was given is not in the chain: it was cut off or written anew",
};
