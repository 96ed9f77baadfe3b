import { type History, SYS_CORE_FORMAT } from "../../history/history.js";
import type { Finding } from "../../errors/finding.js";
import { orderOrCycle } from "../../migration/order-or-cycle.js";
import type { Module } from "../../module/module.js";
import { hasWork } from "../../plan/check-history.js";
import type { CheckedHistory } from "../../plan/checked-history.js";
import { clusterFindings } from "../../plan/compare-clusters.js";
import { findingsWithHistory } from "../../plan/findings-with-history.js";
import type { PlanTarget } from "../../plan/plan.js";
import { unfinishedFindings, unfinishedHere } from "../../plan/unfinished.js";
import { redactUrl } from "../../postgres/redact.js";
import type { EnvironmentClass } from "../../types/environment.js";
import { compareIds, formatId, type MigrationId, type ModuleName, type Version } from "../../types/ids.js";
import { environmentOf } from "../environment-reason.js";
import { withDatabaseAndWorkspace } from "../open/open-database.js";
import type { CommonOptions } from "../options.js";
import { readState } from "../open/read-state.js";

/** One module's part of a status. */
export interface ModuleStatus {
  readonly name: ModuleName;
  readonly origin: Module["origin"];
  readonly applied: number;
  readonly pending: number;
  /** Folder name of its newest applied migration. */
  readonly newest: string | null;
}

/** A migration that `up` would take up. */
export interface PendingMigration extends MigrationId {
  readonly name: string;
  /** The stamp under which it has run: `up` records the new one and executes nothing. */
  readonly was?: Version;
}

/** A database beside the workspace. */
export interface Status {
  readonly target: PlanTarget;
  readonly environment: EnvironmentClass;
  readonly installed: boolean;
  /** Nothing pending or unfinished, and nothing that is an error. */
  readonly current: boolean;
  readonly modules: readonly ModuleStatus[];
  /** In the order in which they would run; by version where they wait for each other in a circle. */
  readonly pending: readonly PendingMigration[];
  readonly elsewhere: readonly MigrationId[];
  readonly ahead: readonly MigrationId[];
  readonly missing: readonly MigrationId[];
  readonly findings: readonly Finding[];
  /** Without a password. */
  readonly connection: string;
}

/**
 * Reads workspace and history, the latter by one query and without a lock. Problems are in `findings`, the workspace's
 * own among them.
 *
 * @throws StrataError what finding the workspace, connecting and reading the history throw.
 */
export async function status(options: CommonOptions): Promise<Status> {
  return withDatabaseAndWorkspace(options, async ({ connection, target }, workspace, reading) => {
    const { history, checked } = await readState(connection, workspace, {
      targetModules: target.modules,
      signal: options.signal,
      history: reading,
    });
    // Nobody waits for the end of a session that has only looked.
    await connection.close({ wait: false });
    const { order, findings: cycles } = orderOrCycle({ ...workspace, applied: history.applied });
    const waiting = new Map([
      ...[...checked.pending, ...checked.late].map((migration) => [formatId(migration), toName(migration)] as const),
      ...checked.restamps.map(
        ({ migration, row }) => [formatId(migration), { ...toName(migration), was: row.version }] as const,
      ),
    ]);
    const { modules, migrations } = workspace;
    const unfinished = { modules, migrations, intents: history.intents, targetModules: target.modules };
    const known = findingsWithHistory(workspace.findings, checked.findings);
    return {
      target: connection.target,
      environment: environmentOf(history, target.kind),
      installed: history.installed,
      current:
        !hasWork(checked) &&
        checked.late.length === 0 &&
        checked.edited.length === 0 &&
        checked.missing.length === 0 &&
        unfinishedHere(unfinished).length === 0 &&
        history.installing === null,
      modules: workspace.modules.map((module) => moduleStatus(module, checked, [...waiting.values()])),
      pending: (order ?? workspace.migrations.toSorted(compareIds)).flatMap((one) => waiting.get(formatId(one)) ?? []),
      elsewhere: checked.elsewhere.map(toId),
      ahead: checked.ahead.map(toId),
      missing: checked.missing.map(toId),
      findings: [
        ...known,
        ...unfinishedFindings(unfinished),
        ...installFindings(history.installing),
        ...cycles,
        ...formatFindings(history.format),
        ...clusterFindings(history.recordedCluster, history.cluster),
      ],
      connection: redactUrl(target.url),
    };
  });
}

function moduleStatus(module: Module, checked: CheckedHistory, pending: readonly PendingMigration[]): ModuleStatus {
  const applied = [...checked.applied, ...checked.edited, ...checked.restamps].filter(
    ({ migration }) => migration.module === module.name,
  );
  const newest = applied
    .map(({ row }) => `${row.version}_${row.name}`)
    .toSorted()
    .at(-1);
  return {
    name: module.name,
    origin: module.origin,
    applied: applied.length,
    pending: pending.filter((one) => one.module === module.name).length,
    newest: newest ?? null,
  };
}

function installFindings(installing: History["installing"]): Finding[] {
  if (installing === null) return [];
  const { done, total } = installing;
  return [
    {
      code: "INSTALL_UNFINISHED",
      message: `the installation from LATEST is unfinished: ${done} of ${total} transactions are done`,
      hint: "`strata up` goes on.",
    },
  ];
}

function formatFindings(format: number): Finding[] {
  if (format <= SYS_CORE_FORMAT) return [];
  return [
    {
      code: "FORMAT_NEWER",
      message: `the history has format ${format}; this strata writes format ${SYS_CORE_FORMAT}`,
      hint: "This strata reads it, and refuses to write.",
    },
  ];
}

function toId({ module, version }: MigrationId): MigrationId {
  return { module, version };
}

function toName({ module, version, name }: MigrationId & { name: string }): MigrationId & { name: string } {
  return { module, version, name };
}
