import type { Finding } from "../../errors/finding.js";
import { withoutAccepted } from "../../migration/without-accepted.js";
import { frozenImportFindings } from "../../migration/frozen-imports.js";
import { orderOrCycle } from "../../migration/order-or-cycle.js";
import type { Migration } from "../../migration/migration.js";
import { firstSchema } from "../../ownership/first-schema.js";
import { findingsWithHistory } from "../../plan/findings-with-history.js";
import type { PlanTarget } from "../../plan/plan.js";
import { unfinishedFindings } from "../../plan/unfinished.js";
import { checkFile } from "../../sql/checked-file.js";
import { loadParser } from "../../sql/load-parser.js";
import type { Workspace } from "../../workspace/workspace.js";
import { dataFindings } from "./data-findings.js";
import { lateMergedFindings } from "./late-merged.js";
import { withDatabase } from "../open/open-database.js";
import { findWorkspace, readWorkspace } from "../open/open-workspace.js";
import type { CommonOptions } from "../options.js";
import { readState } from "../open/read-state.js";
import type { SqlReader } from "../step/sql-reader.js";
import { checkDiskFiles, findingsOf } from "../step/step-files.js";

/** What a check looked at and found. */
export interface CheckResult {
  readonly modules: number;
  readonly migrations: number;
  /** The database whose history was compared; null without one. */
  readonly database: PlanTarget | null;
  /** Everything that nobody has accepted. */
  readonly findings: readonly Finding[];
}

/**
 * Checks the workspace and changes nothing: manifests, folders, headers, the SQL of every file, the graph, the imports
 * of frozen code, the rows that are no code; with a database its history; with `since` what another git revision would make a late merge.
 */
export async function checkWorkspace(
  options: CommonOptions & {
    /** A git revision: migrations that are new since then and older than one that was there are named. */
    readonly since?: string;
    /** Whether to compare with the database that the options mean. */
    readonly withDatabase?: boolean;
  },
): Promise<CheckResult> {
  const place = findWorkspace(options);
  const workspace = await readWorkspace(place);
  const { extensionSchema } = await place.config();
  const parser = await loadParser();
  // Not what an earlier run has kept: whoever doubts that asks for a check.
  const sql: Pick<SqlReader, "check"> = {
    check: (file, context) => Promise.resolve(checkFile(parser, file, context)),
  };
  const ofFiles: Finding[] = [];
  for (const migration of workspace.migrations)
    ofFiles.push(...(await fileFindings(sql, workspace, migration, extensionSchema)));
  const findings = [
    ...workspace.findings,
    ...ofFiles,
    ...(await Promise.all(workspace.migrations.map((migration) => dataFindings(migration, place)))).flat(),
    ...orderOrCycle({ ...workspace, applied: [] }).findings,
    ...(options.since === undefined ? [] : await lateMergedFindings(workspace, options.since)),
  ];
  const compared = options.withDatabase === true ? await compareHistory(options, workspace) : undefined;
  const all = compared === undefined ? findings : findingsWithHistory(findings, compared.findings);
  return {
    modules: workspace.modules.length,
    migrations: workspace.migrations.length,
    database: compared?.target ?? null,
    findings: withoutAccepted(all, workspace.modules, workspace.migrations),
  };
}

async function fileFindings(
  sql: Pick<SqlReader, "check">,
  workspace: Workspace,
  migration: Migration,
  extensionSchema: string,
): Promise<Finding[]> {
  const module = workspace.modules.find(({ name }) => name === migration.module);
  const context = { firstSchema: firstSchema(module?.owns ?? []), extensionSchema };
  return [
    ...findingsOf(await checkDiskFiles(sql, migration, "up", context), migration),
    ...findingsOf(await checkDiskFiles(sql, migration, "down", context), migration),
    ...(module === undefined ? [] : frozenImportFindings(migration, module)),
  ];
}

async function compareHistory(
  options: CommonOptions,
  workspace: Workspace,
): Promise<{ target: PlanTarget; findings: readonly Finding[] }> {
  return withDatabase(options, async ({ connection, target }) => {
    const { history, checked } = await readState(connection, workspace, {
      targetModules: target.modules,
      signal: options.signal,
    });
    const unfinished = unfinishedFindings({ ...workspace, intents: history.intents });
    return { target: connection.target, findings: [...checked.findings, ...unfinished] };
  });
}
