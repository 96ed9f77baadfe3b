import { SYS_CORE } from "../../module/module.js";
import { transformExports } from "../../migration/transform-exports.js";
import { recordedId } from "../../plan/recorded-id.js";
import { readUneditedRows, settleLabels, type UneditedRows } from "../data/label-watch.js";
import type { StepContext } from "./step-context.js";

/** Kinds of statements that change no row which is there already: a step of these needs no watch. */
const LEAVES_ROWS: ReadonlySet<string> = new Set([
  "CommentStmt",
  "CompositeTypeStmt",
  "CreateDomainStmt",
  "CreateEnumStmt",
  "CreateExtensionStmt",
  "CreateFunctionStmt",
  "CreateSchemaStmt",
  "CreateSeqStmt",
  "CreateStmt",
  "CreateTrigStmt",
  "DropStmt",
  "GrantStmt",
  "IndexStmt",
  "ViewStmt",
]);

/**
 * Notes which rows of bootstrap data and fixtures nobody has edited before the SQL of a step runs, so that what the
 * step does to them is no edit. Nothing for a step that cannot change a row, and for sys-core, which has none.
 */
export async function watchLabels(context: StepContext): Promise<UneditedRows | undefined> {
  const { world, step, files } = context;
  if (step.module === SYS_CORE || !world.labelled.has(recordedId(step).module)) return undefined;
  const transforms = transformExports(context.migration?.transform?.text ?? "")[step.direction];
  const statements = [files.first, files.contract].flatMap((file) => file?.statements ?? []);
  if (!transforms && statements.every(({ kind }) => LEAVES_ROWS.has(kind))) return undefined;
  return readUneditedRows(world.connection, recordedId(step).module);
}

/** Takes what the step has made of the noted rows for what was shipped. */
export async function settleWatched(context: StepContext, before: UneditedRows | undefined): Promise<void> {
  if (before === undefined) return;
  await context.session.settle();
  const { module, version } = recordedId(context.step);
  await settleLabels(context.world.connection, module, version, before);
}
