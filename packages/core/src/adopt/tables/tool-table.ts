import type { Finding } from "../../errors/finding.js";

/** A row of another tool's table: column to value as text. */
export type TableRow = Readonly<Record<string, string | null>>;

/** What the rows of a tool's table say. */
export interface TableReading {
  /** Keys of the migrations that the tool has applied and not taken back. */
  readonly applied: readonly string[];
  /** Errors among them: the table holds something that nothing can be recorded beside. */
  readonly findings: readonly Finding[];
}

/** The table in which a tool keeps what it has applied. */
export interface ToolTable {
  /** The name that it has unless the tool is told another one. */
  readonly name: string;
  /** The columns that are read; a table without one of them is not the tool's. */
  readonly columns: readonly string[];
  /** What identifies a migration in the table, from its name there; undefined when the name is not one of the tool's. */
  readonly keyOf: (original: string) => string | undefined;
  /** @param known Keys of the migrations that are on disk, in their order. */
  readonly read: (rows: readonly TableRow[], known: readonly string[]) => TableReading;
}

/** A migration that began there and did not end well. */
export function failedThere(message: string, hint: string): Finding {
  return { code: "ADOPT_FAILED_THERE", message, hint };
}

/** The reading of a table with one row for each applied migration. */
export function rowsOf(column: string): ToolTable["read"] {
  return (rows) => ({ applied: rows.map((row) => row[column] ?? ""), findings: [] });
}

/** A version that the tool compares as a number. */
export function numberOf(digits: string | null | undefined): string | undefined {
  return digits !== null && digits !== undefined && /^\d+$/u.test(digits) ? String(BigInt(digits)) : undefined;
}
