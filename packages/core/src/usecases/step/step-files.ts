import type { Finding } from "../../errors/finding.js";
import { parseHeaders } from "../../migration/headers.js";
import type { Migration, TextFile } from "../../migration/migration.js";
import type { WayBack } from "../../migration/way-back.js";
import type { PlannedStep } from "../../plan/plan.js";
import type { MigrationId } from "../../types/ids.js";
import { type CheckedFile, checkFile } from "../../sql/checked-file.js";
import type { SchemaContext } from "../../sql/extension-schema.js";
import type { Parser } from "../../sql/parser.js";

/** The SQL of one direction of a migration, parsed and checked: `first` before, `contract` after the transform. */
export interface StepFiles {
  readonly first: StepFile | undefined;
  readonly contract: StepFile | undefined;
  /** The header `no-transaction`: `first` stands alone and runs statement by statement. */
  readonly noTransaction: boolean;
}

/** A file and its statements. */
export interface StepFile extends CheckedFile {
  readonly file: TextFile;
}

/** Parses and checks the SQL of one direction as it is on disk. */
export function checkDiskFiles(
  parser: Parser,
  migration: Migration,
  direction: PlannedStep["direction"],
  context: SchemaContext,
): StepFiles {
  const noTransaction = migration.headers.noTransaction[direction];
  const check = (file: TextFile | undefined): StepFile | undefined =>
    file === undefined ? undefined : { file, ...checkFile(parser, file, { ...context, noTransaction }) };
  return direction === "up"
    ? { first: check(migration.up), contract: check(migration.upContract), noTransaction }
    : { first: check(migration.down), contract: check(migration.downContract), noTransaction };
}

/** Parses and checks the SQL of a stored way back. */
export function checkStoredFiles(
  parser: Parser,
  step: PlannedStep,
  wayBack: WayBack,
  context: SchemaContext,
): StepFiles {
  const stored = (name: string, text: string | null): TextFile | undefined =>
    text === null
      ? undefined
      : { name, path: `${name} of ${step.module}@${step.version} (stored in the history)`, text };
  const down = stored("down.sql", wayBack.downSql);
  const headers = down === undefined ? [] : parseHeaders(down).values;
  const noTransaction = headers.some(({ header }) => header === "no-transaction");
  const check = (file: TextFile | undefined): StepFile | undefined =>
    file === undefined ? undefined : { file, ...checkFile(parser, file, { ...context, noTransaction }) };
  return {
    first: check(down),
    contract: check(stored("down.contract.sql", wayBack.downContractSql)),
    noTransaction,
  };
}

/** The findings of both files, as findings about their migration. */
export function findingsOf(files: StepFiles, { module, version }: MigrationId): Finding[] {
  const findings = [...(files.first?.findings ?? []), ...(files.contract?.findings ?? [])];
  return findings.map((finding) => ({ ...finding, module, version }));
}
