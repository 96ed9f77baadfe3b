import type { Finding } from "../../errors/finding.js";
import { readWayBack } from "../../history/write-history.js";
import { frozenImportFindings } from "../../migration/frozen-imports.js";
import { hasStatements } from "../../migration/sql-blank.js";
import { withoutAccepted } from "../../migration/without-accepted.js";
import type { Migration } from "../../migration/migration.js";
import { type WayBack, wayBackHash } from "../../migration/way-back.js";
import { firstSchema } from "../../ownership/first-schema.js";
import type { Plan, PlannedStep } from "../../plan/plan.js";
import { recordedId } from "../../plan/recorded-id.js";
import { formatId } from "../../types/ids.js";
import type { Session } from "../../types/session.js";
import type { Workspace } from "../../workspace/workspace.js";
import type { SqlReader } from "./sql-reader.js";
import { checkDiskFiles, checkStoredFiles, findingsOf, type StepFiles } from "./step-files.js";

/** A step with everything that running it needs: nothing is read from disk or parsed once the run has begun. */
export interface PreparedStep {
  readonly step: PlannedStep;
  readonly migration: Migration | undefined;
  readonly files: StepFiles;
  /** What unqualified names of its SQL mean; for a stored way back, what they meant when it ran. */
  readonly firstSchema: string;
  /** The stored way back, for a way down: its inverse deltas are needed even where the SQL comes from disk. */
  readonly wayBack: WayBack | undefined;
}

/** What preparing needs of the run. */
interface Sources {
  readonly session: Session;
  readonly workspace: Workspace;
  readonly sql: Pick<SqlReader, "check">;
  readonly extensionSchema: string;
  /** Takes back by the SQL that the history holds, if any, also where a folder is on disk. */
  readonly storedSql?: boolean;
}

/**
 * Reads, parses and checks the SQL of every step before the first one runs, so that all problems are shown at once.
 * A stored way back, or a stored inverse of rows, that is not what the audit holds is the finding WAY_BACK_CHANGED, an error.
 */
export async function prepareSteps(
  sources: Sources,
  plan: Plan,
): Promise<{ steps: readonly PreparedStep[]; findings: readonly Finding[] }> {
  const folders = new Map(sources.workspace.migrations.map((migration) => [formatId(migration), migration]));
  const prepared = await Promise.all(plan.steps.map((step) => prepareStep(sources, step, folders.get(formatId(step)))));
  return {
    steps: prepared.map(({ step }) => step),
    findings: withoutAccepted(
      prepared.flatMap(({ findings }) => findings),
      sources.workspace.modules,
      sources.workspace.migrations,
    ),
  };
}

async function prepareStep(
  { session, workspace, sql, extensionSchema, storedSql }: Sources,
  step: PlannedStep,
  folder: Migration | undefined,
): Promise<{ step: PreparedStep; findings: Finding[] }> {
  const migration = folder?.name === step.name ? folder : undefined;
  const module = workspace.modules.find(({ name }) => name === step.module);
  const today = firstSchema(module?.owns ?? []);
  if (step.action === "restamp")
    return { step: { step, migration, files: NO_FILES, firstSchema: today, wayBack: undefined }, findings: [] };
  const stored = step.direction === "down" ? await readWayBack(session, recordedId(step)) : undefined;
  const fromDisk = step.source === "disk" && migration !== undefined;
  const isStored = [stored?.wayBack.downSql, stored?.wayBack.downContractSql].some((sql) => hasStatements(sql ?? ""));
  const sqlFromDisk = fromDisk && !(storedSql === true && isStored);
  const context = { firstSchema: sqlFromDisk ? today : (stored?.wayBack.firstSchema ?? today), extensionSchema };
  const files = sqlFromDisk
    ? await checkDiskFiles(sql, migration, step.direction, context)
    : await checkStoredFiles(sql, step, stored!.wayBack, context);
  const findings = findingsOf(files, step);
  if (fromDisk && module !== undefined) findings.push(...frozenImportFindings(migration, module));
  if (stored !== undefined) {
    findings.push(...wayBackFindings(step, stored, sqlFromDisk));
    findings.push(...rowsBeside(step, files, stored.wayBack));
  }
  const prepared = { step, migration: fromDisk ? migration : undefined, files, wayBack: stored?.wayBack };
  return { step: { ...prepared, firstSchema: context.firstSchema }, findings };
}

const NO_FILES: StepFiles = { first: undefined, contract: undefined, noTransaction: false };

/** A down.sql that got its header after the migration had shipped rows: they would stay behind. */
function rowsBeside(
  { module, version }: PlannedStep,
  { noTransaction, first }: StepFiles,
  wayBack: WayBack,
): Finding[] {
  const ships = wayBack.bootstrapInverse !== null || wayBack.fixturesInverse !== null;
  if (!noTransaction || !ships || first === undefined) return [];
  return [
    {
      code: "NO_TRANSACTION_BESIDE",
      message: `${first.file.name} runs without a transaction, and ${formatId({ module, version })} has shipped rows that are taken back in one`,
      hint: "Remove the header: the rows and the SQL are then taken back together.",
      place: { file: first.file.path },
      module,
      version,
    },
  ];
}

function wayBackFindings(
  step: PlannedStep,
  stored: { wayBack: WayBack; storedHash: string; auditedHash: string | null },
  fromDisk: boolean,
): Finding[] {
  const { bootstrapInverse, fixturesInverse } = stored.wayBack;
  // With the folder on disk only the rows are taken back by what is stored.
  if (fromDisk && bootstrapInverse === null && fixturesInverse === null) return [];
  const hash = wayBackHash(stored.wayBack);
  if (hash === stored.storedHash && hash === stored.auditedHash) return [];
  return [
    {
      code: "WAY_BACK_CHANGED",
      message: `the stored way back of ${formatId(step)} is not the one that the audit recorded`,
      hint: fromDisk
        ? "Somebody changed the history row: put back what it held of the rows that the migration shipped, from a backup."
        : "Somebody changed the history row. Check out the release that holds the migration's folder and run down from there.",
      module: step.module,
      version: step.version,
    },
  ];
}
