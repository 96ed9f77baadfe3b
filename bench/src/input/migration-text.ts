import type { InputMigration } from "./input.js";

/** Statements as a file: each ends in a semicolon and a line. */
export function sqlText(statements: readonly string[]): string {
  return statements.map((statement) => `${statement};\n`).join("");
}

/** A name that sorts by age and is free in every tool: `20260101000000_create_account_01`. */
export function fileStem({ stamp, name }: Pick<InputMigration, "stamp" | "name">): string {
  return `${stamp}_${name}`;
}
