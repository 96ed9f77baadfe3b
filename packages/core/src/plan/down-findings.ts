import type { Finding } from "../errors/finding.js";
import { formatId } from "../types/ids.js";
import type { ContentDifference } from "./checked-history.js";
import type { RowToTakeBack } from "./down-dependents.js";
import type { RowWithWayBack } from "./row-with-way-back.js";

/**
 * What stands in the way of taking rows back, and what should be seen before it is done: an irreversible migration, one
 * whose way back is code that is not here, a folder that is not what ran, and a way back from the history.
 */
export function judgeWayBack(
  taken: readonly RowToTakeBack<RowWithWayBack>[],
  edited: readonly ContentDifference[],
): Finding[] {
  const differences = new Map(edited.map((difference) => [formatId(difference.row), difference]));
  return taken.flatMap((row) => {
    const finding = obstacle(row) ?? notice(row, differences.get(formatId(row.row)));
    return finding === undefined ? [] : [{ ...finding, module: row.id.module, version: row.id.version }];
  });
}

function obstacle({ row, migration, because }: RowToTakeBack<RowWithWayBack>): Finding | undefined {
  const id = formatId(migration ?? row);
  const needed = because.length === 0 ? "" : `; it would go because of ${because.join(", ")}`;
  const why = migration === undefined ? row.irreversible : migration.headers.irreversible;
  if (why !== null && why !== undefined)
    return {
      code: "IRREVERSIBLE",
      message: `${id} (${row.name}) has no way back: ${why}${needed}`,
      hint: "Stop above it with --to VERSION, or undo its effect with a new migration.",
      ...(migration === undefined ? {} : { place: { file: migration.down?.path ?? migration.directory } }),
    };
  if (migration !== undefined || !row.transformDown) return undefined;
  const version = row.packageVersion === null ? row.packageName : `${row.packageName}@${row.packageVersion}`;
  return {
    code: "DOWN_NEEDS_CODE",
    message: `${id} (${row.name}) moves data back in code, which is not here but in ${version}${needed}`,
    hint: `Run \`strata down\` with ${version}.`,
  };
}

function notice(
  { row, migration }: RowToTakeBack<RowWithWayBack>,
  difference: ContentDifference | undefined,
): Finding | undefined {
  const id = formatId(migration ?? row);
  if (migration === undefined)
    return {
      code: "DOWN_STORED",
      message: `${id} (${row.name}) is not here: the way back that the history stores will run`,
    };
  const place = { file: migration.down?.path ?? migration.directory };
  if (difference?.up === true)
    return {
      code: "DOWN_OF_EDITED",
      message: `${id} (${migration.name}) has changed since it was applied; its down on disk will run`,
      hint: "Make sure that it takes back what was really run, or put the old text back first.",
      place,
    };
  if (difference?.down === true)
    return {
      code: "DOWN_EDITED",
      message: `the way back of ${id} (${migration.name}) has changed since it was applied; the one on disk will run`,
      place,
    };
  return undefined;
}
