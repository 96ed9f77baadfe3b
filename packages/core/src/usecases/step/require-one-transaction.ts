import { throwFindings } from "../../errors/strata-error.js";
import { textFinding } from "../../migration/text-finding.js";
import type { PreparedStep } from "./prepare-steps.js";

/**
 * Refuses steps that cannot share one transaction.
 *
 * @throws StrataError SINGLE_TRANSACTION_IMPOSSIBLE with a finding for each, at its header.
 */
export function requireOneTransaction(steps: readonly PreparedStep[]): void {
  throwFindings(
    steps.flatMap(({ step: { module, version }, files }) => {
      const file = files.first?.file;
      if (!files.noTransaction || file === undefined) return [];
      const finding = textFinding(file, Math.max(0, file.text.search(/--\s*strata:\s*no-transaction\b/)), {
        code: "SINGLE_TRANSACTION_IMPOSSIBLE",
        message: `${file.path} runs without a transaction, so not all steps can share one`,
        hint: "Leave out --single-transaction: each step then holds whole, and this one statement by statement.",
      });
      return [{ ...finding, module, version }];
    }),
  );
}
