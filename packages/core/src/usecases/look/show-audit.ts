import { type AuditRow, readAudit } from "../../history/audit.js";
import { withDatabase } from "../open/open-database.js";
import { requireInstalled } from "../open/require-installed.js";
import type { CommonOptions } from "../options.js";

/** The newest events, oldest first; 50 unless `limit` says otherwise. */
export async function showAudit(
  options: CommonOptions & { readonly limit?: number; readonly module?: string },
): Promise<AuditRow[]> {
  return withDatabase(options, async ({ connection }) => {
    await requireInstalled(connection);
    return readAudit(connection, {
      limit: options.limit ?? 50,
      ...(options.module === undefined ? {} : { module: options.module }),
    });
  });
}
