import type { Finding } from "../../errors/finding.js";
import { flywayParts } from "../flyway.js";
import { failedThere, type TableRow, type ToolTable } from "./tool-table.js";

/**
 * https://github.com/flyway/flyway, PostgreSQLDatabase.java and CoreMigrationType.java: a row for each event in the order
 * of `installed_rank`. A row without a version is a repeatable migration, or tells of a schema that was made. BASELINE
 * stands for everything up to its version, which the database had before. UNDO_… and DELETE take a version back.
 */
export const flywayTable: ToolTable = {
  name: "flyway_schema_history",
  columns: ["installed_rank", "version", "description", "type", "script", "success"],
  keyOf: (original) => keyIn(/^V(?<version>\d+(?:[._]\d+)*)__/u.exec(original)?.groups?.["version"]),
  read: (rows, known) => {
    const applied = new Set<string>();
    const findings: Finding[] = [];
    const repeatable = new Set<string>();
    for (const row of rows.toSorted((a, b) => Number(a["installed_rank"]) - Number(b["installed_rank"]))) {
      const key = keyIn(row["version"]);
      const type = row["type"] ?? "";
      if (row["success"] !== "true") findings.push(failed(row));
      else if (key === undefined) repeatable.add(row["type"] === "SCHEMA" ? "" : (row["script"] ?? ""));
      else if (type === "DELETE" || type.startsWith("UNDO_")) applied.delete(key);
      else {
        const stoodBefore = type.endsWith("BASELINE") ? known.filter((one) => isUpTo(one, key)) : [key];
        for (const one of stoodBefore) applied.add(one);
      }
    }
    repeatable.delete("");
    return { applied: [...applied], findings: [...findings, ...[...repeatable].map(notRecorded)] };
  },
};

function keyIn(version: string | null | undefined): string | undefined {
  return version === null || version === undefined || !/^\d+(?:[._]\d+)*$/u.test(version)
    ? undefined
    : flywayParts(version).join(".");
}

function isUpTo(key: string, limit: string): boolean {
  const [parts, limits] = [flywayParts(key), flywayParts(limit)];
  const at = parts.findIndex((part, index) => part !== limits[index]);
  return at < 0 || (limits[at] !== undefined && parts[at]! < limits[at]);
}

function failed(row: TableRow): Finding {
  return failedThere(
    `${row["script"]} failed: its row says so`,
    "Put right by hand what it left, then `flyway repair`.",
  );
}

function notRecorded(script: string): Finding {
  const message = `${script} is not recorded: it runs again whenever it changes, and a migration runs once`;
  const hint =
    "Objects of the module that only it makes count as differences: give them to a versioned migration, let Flyway run that, then adopt.";
  return { code: "ADOPT_LEFT_OUT", message, hint };
}
