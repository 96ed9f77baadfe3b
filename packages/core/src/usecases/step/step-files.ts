import type { Finding } from "../../errors/finding.js";
import { parseHeaders } from "../../migration/headers.js";
import type { Migration, TextFile } from "../../migration/migration.js";
import type { WayBack } from "../../migration/way-back.js";
import type { PlannedStep } from "../../plan/plan.js";
import type { MigrationId } from "../../types/ids.js";
import type { CheckedFile } from "../../sql/checked-file.js";
import type { SchemaContext } from "../../sql/extension-schema.js";
import type { SqlReader } from "./sql-reader.js";

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
export async function checkDiskFiles(
  sql: Pick<SqlReader, "check">,
  migration: Migration,
  direction: PlannedStep["direction"],
  context: SchemaContext,
): Promise<StepFiles> {
  const noTransaction = migration.headers.noTransaction[direction];
  const check = async (file: TextFile | undefined): Promise<StepFile | undefined> =>
    file === undefined ? undefined : { file, ...(await sql.check(file, { ...context, noTransaction })) };
  return direction === "up"
    ? { first: await check(migration.up), contract: await check(migration.upContract), noTransaction }
    : { first: await check(migration.down), contract: await check(migration.downContract), noTransaction };
}

/** Parses and checks the SQL of a stored way back. */
export async function checkStoredFiles(
  sql: Pick<SqlReader, "check">,
  step: PlannedStep,
  wayBack: WayBack,
  context: SchemaContext,
): Promise<StepFiles> {
  const stored = (name: string, text: string | null): TextFile | undefined =>
    text === null
      ? undefined
      : { name, path: `${name} of ${step.module}@${step.version} (stored in the history)`, text };
  const down = stored("down.sql", wayBack.downSql);
  const headers = down === undefined ? [] : parseHeaders(down).values;
  const noTransaction = headers.some(({ header }) => header === "no-transaction");
  const check = async (file: TextFile | undefined): Promise<StepFile | undefined> =>
    file === undefined ? undefined : { file, ...(await sql.check(file, { ...context, noTransaction })) };
  return {
    first: await check(down),
    contract: await check(stored("down.contract.sql", wayBack.downContractSql)),
    noTransaction,
  };
}

/** The findings of both files, as findings about their migration. */
export function findingsOf(files: StepFiles, { module, version }: MigrationId): Finding[] {
  const findings = [...(files.first?.findings ?? []), ...(files.contract?.findings ?? [])];
  return findings.map((finding) => ({ ...finding, module, version }));
}
