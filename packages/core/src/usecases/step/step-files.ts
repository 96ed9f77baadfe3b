import type { Finding } from "../../errors/finding.js";
import type { Migration, TextFile } from "../../migration/migration.js";
import type { WayBack } from "../../migration/way-back.js";
import type { PlannedStep } from "../../plan/plan.js";
import type { MigrationId } from "../../types/ids.js";
import { type CheckedFile, checkFile } from "../../sql/checked-file.js";
import type { SchemaContext } from "../../sql/extension-schema.js";
import { noTransactionUnsupported } from "../../sql/outside-transaction.js";
import type { Parser } from "../../sql/parser.js";

/** The SQL of one direction of a migration, parsed and checked: `first` before, `contract` after the transform. */
export interface StepFiles {
  readonly first: StepFile | undefined;
  readonly contract: StepFile | undefined;
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
    file === undefined ? undefined : withHeader({ file, ...checkFile(parser, file, { ...context, noTransaction }) });
  const withHeader = (checked: StepFile): StepFile =>
    noTransaction ? { ...checked, findings: [noTransactionUnsupported(checked.file), ...checked.findings] } : checked;
  return direction === "up"
    ? { first: check(migration.up), contract: check(migration.upContract) }
    : { first: check(migration.down), contract: check(migration.downContract) };
}

/** Parses and checks the SQL of a stored way back. */
export function checkStoredFiles(
  parser: Parser,
  step: PlannedStep,
  wayBack: WayBack,
  context: SchemaContext,
): StepFiles {
  const check = (name: string, text: string | null): StepFile | undefined => {
    if (text === null) return undefined;
    const file = { name, path: `${name} of ${step.module}@${step.version} (stored in the history)`, text };
    return { file, ...checkFile(parser, file, { ...context, noTransaction: false }) };
  };
  return { first: check("down.sql", wayBack.downSql), contract: check("down.contract.sql", wayBack.downContractSql) };
}

/** The findings of both files, as findings about their migration. */
export function findingsOf(files: StepFiles, { module, version }: MigrationId): Finding[] {
  const findings = [...(files.first?.findings ?? []), ...(files.contract?.findings ?? [])];
  return findings.map((finding) => ({ ...finding, module, version }));
}
