export { type AdoptTool, adoptTools } from "./adopt/tool.js";
export { type Code, type CodeEntry, codes } from "./errors/codes.js";
export { type Finding, exitOf, isError } from "./errors/finding.js";
export { type ErrorDetails, StrataError } from "./errors/strata-error.js";
export type { ChainBreak } from "./history/audit-chain.js";
export type { HistoryMismatch } from "./history/audited-history.js";
export type { AuditRow } from "./history/audit.js";
export type { EnvironmentStamp } from "./history/history.js";
export { didYouMean } from "./lib/did-you-mean.js";
export type { DownChoice, DownChoices } from "./plan/down-choices.js";
export type { Owner } from "./ownership/owner.js";
export { parsePlan } from "./plan/parse-plan.js";
export type { DownRequest, Plan, PlannedStep, PlanTarget, UpRequest } from "./plan/plan.js";
export type { Phase, ProgressEvent, ProgressSink } from "./plan/progress.js";
export type { Blocker } from "./types/blocker.js";
export type { EnvironmentClass } from "./types/environment.js";
export { formatId, type MigrationId, type ModuleName, type Version } from "./types/ids.js";
export { formatPlace, type Place } from "./types/place.js";
export type { Notice } from "./types/session.js";
export { createDatabase } from "./usecases/database/create-database.js";
export type { CreatedDatabase } from "./usecases/database/create-empty-database.js";
export { databaseUrl } from "./usecases/database/database-url.js";
export { type DropOptions, dropDatabase } from "./usecases/database/drop-database.js";
export { type StartedDatabase, startDatabase } from "./usecases/database/start-database.js";
export { stopDatabase } from "./usecases/database/stop-database.js";
export { type DiagramOptions, drawDiagram } from "./usecases/dump/draw-diagram.js";
export { type EnvironmentState, setEnvironment, showEnvironment } from "./usecases/environment.js";
export { type CheckResult, checkWorkspace } from "./usecases/look/check-workspace.js";
export { type Diagnosis, doctor, type DoctorCheck } from "./usecases/look/doctor.js";
export { downChoices } from "./usecases/look/down-choices.js";
export { type OwnedObjects, owners, type OwnersMap } from "./usecases/look/owners.js";
export { showAudit } from "./usecases/look/show-audit.js";
export { type ModuleStatus, type PendingMigration, type Status, status } from "./usecases/look/status.js";
export { type AuditVerification, verifyAudit } from "./usecases/look/verify-audit.js";
export { waitUntilCurrent } from "./usecases/look/wait-until-current.js";
export type { ChosenTarget } from "./usecases/open/choose-target.js";
export type { Connect, ConnectOptions } from "./postgres/connect.js";
export type { CommonOptions, RunOptions, RunResult, StepReport } from "./usecases/options.js";
export { type AcceptedChecksums, acceptChecksums } from "./usecases/repair/accept-checksums.js";
export { makePlan, type PlanSelection } from "./usecases/run/make-plan.js";
export { migrate } from "./usecases/run/migrate.js";
export { redo, type RedoOptions } from "./usecases/run/redo.js";
export { rollBack } from "./usecases/run/roll-back.js";
export { uninstall } from "./usecases/run/uninstall.js";
export { STRATA_VERSION } from "./usecases/strata-version.js";
export { type AddedModule, addModule, type AddModuleOptions } from "./usecases/write/add-module.js";
export {
  type AdoptedMigration,
  type AdoptOptions,
  type AdoptResult,
  adoptSqlFolder,
} from "./usecases/write/adopt-sql-folder.js";
export { type InitFile, type InitOptions, type InitResult, initWorkspace } from "./usecases/write/init-workspace.js";
export { type NewMigration, newMigration, type NewMigrationOptions } from "./usecases/write/new-migration.js";
export { restampMigration, type RestampOptions, type Restamped } from "./usecases/write/restamp.js";
export type { Installer } from "./workspace/installer.js";
