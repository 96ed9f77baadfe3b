import type { Finding } from "../errors/finding.js";
import type { FolderContent } from "./folder-rules.js";
import { textFinding } from "./text-finding.js";

/**
 * A file with the header `no-transaction` stands alone in its direction: what no transaction can hold together with it
 * cannot be taken back with it either. The finding is at the header and names what stands beside it.
 */
export function standsAlone(content: FolderContent): Finding | undefined {
  return besideOf(content, "up") ?? besideOf(content, "down");
}

function besideOf(content: FolderContent, direction: "up" | "down"): Finding | undefined {
  const { headers, transform, bootstrap, fixtures, [direction]: file } = content;
  const header = headers[direction]?.values.find((value) => value.header === "no-transaction");
  const contract = direction === "up" ? content.upContract : content.downContract;
  const beside = [contract, transform, bootstrap?.files[0], fixtures?.files[0]].find((one) => one !== undefined);
  if (file === undefined || header === undefined || beside === undefined) return undefined;
  return textFinding(file, header.offset, {
    code: "NO_TRANSACTION_BESIDE",
    message: `${file.name} runs without a transaction, so ${beside.name} cannot stand beside it`,
    hint: "Move it to a migration of its own, before or after this one, or remove the header.",
  });
}
