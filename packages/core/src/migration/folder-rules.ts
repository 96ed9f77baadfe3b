import type { Finding } from "../errors/finding.js";
import type { ParsedHeaders } from "./headers.js";
import type { MigrationFiles } from "./migration.js";
import { standsAlone } from "./stands-alone.js";
import { textFinding } from "./text-finding.js";
import { transformExports } from "./transform-exports.js";

/** What a migration's folder holds, before it is known to be whole. */
export interface FolderContent extends MigrationFiles {
  /** Absolute path. */
  readonly directory: string;
  /** Of the SQL files that are there. */
  readonly headers: Readonly<Partial<Record<"up" | "upContract" | "down" | "downContract", ParsedHeaders>>>;
}

type Rule = (content: FolderContent) => Finding | undefined;

const rules: readonly Rule[] = [
  hasSomething,
  statementsHaveWayBack,
  wayBackHasStatements,
  contractHasWayBack,
  transformExportsUp,
  transformHasWayBack,
  irreversibleHasNoWayBack,
  standsAlone,
];

/** Every promise between the files of a folder that is broken. */
export function checkFolder(content: FolderContent): Finding[] {
  return rules.flatMap((rule) => rule(content) ?? []);
}

function hasSomething({ directory, up, transform, bootstrap }: FolderContent): Finding | undefined {
  if (up !== undefined || transform !== undefined || bootstrap !== undefined) return undefined;
  return incomplete(
    directory,
    "the migration needs at least one of up.sql, transform.ts and bootstrap",
    "Add one of them, or remove the folder.",
  );
}

function statementsHaveWayBack({ directory, headers, down }: FolderContent): Finding | undefined {
  if (headers.up?.statements !== true || down !== undefined) return undefined;
  return incomplete(
    directory,
    "up.sql has statements but there is no down.sql",
    "Write a down.sql that brings the old shape back, or one that says `-- strata: irreversible <why>`.",
  );
}

/** A down.sql that was left empty would take nothing back and yet take the row out of the history. */
function wayBackHasStatements({ headers, down, transform }: FolderContent): Finding | undefined {
  if (headers.up?.statements !== true || down === undefined) return undefined;
  if (headers.down?.statements === true || headers.downContract?.statements === true) return undefined;
  if (isIrreversible(headers.down) || transformExports(transform?.text ?? "").down) return undefined;
  return {
    code: "DOWN_EMPTY",
    message: "down.sql has no statements, but up.sql has: taking the migration back would change nothing",
    hint: "Write what brings the old shape back, `-- strata: irreversible <why>`, or `-- strata: allow DOWN_EMPTY <why>`.",
    place: { file: down.path },
  };
}

function contractHasWayBack({ directory, headers, down, downContract }: FolderContent): Finding | undefined {
  if (
    headers.upContract?.statements !== true ||
    down !== undefined ||
    downContract !== undefined ||
    headers.up?.statements === true
  )
    return undefined;
  return incomplete(
    directory,
    "up.contract.sql has statements but there is no down.sql",
    "Write a down.sql that brings the old shape back, or one that says `-- strata: irreversible <why>`.",
  );
}

function transformExportsUp({ transform }: FolderContent): Finding | undefined {
  if (transform === undefined || transformExports(transform.text).up) return undefined;
  return {
    code: "FOLDER_INCOMPLETE",
    message: "transform.ts does not export `up`",
    hint: "Export a function named `up`, and `down` for the way back.",
    place: { file: transform.path },
  };
}

function transformHasWayBack({ transform, headers }: FolderContent): Finding | undefined {
  if (transform === undefined || transformExports(transform.text).down || isIrreversible(headers.down))
    return undefined;
  const hint = "Export a function named `down`, or write a down.sql that says `-- strata: irreversible <why>`.";
  return {
    code: "FOLDER_INCOMPLETE",
    message: "transform.ts does not export `down` and down.sql does not say that there is no way back",
    hint,
    place: { file: transform.path },
  };
}

function irreversibleHasNoWayBack({ down, downContract, headers }: FolderContent): Finding | undefined {
  const header = headers.down?.values.find((value) => value.header === "irreversible");
  if (down === undefined || header === undefined) return undefined;
  const other =
    headers.down?.statements === true
      ? "has statements"
      : downContract !== undefined
        ? "has a down.contract.sql beside it"
        : undefined;
  if (other === undefined) return undefined;
  return textFinding(down, header.offset, {
    code: "FOLDER_INCOMPLETE",
    message: `down.sql says that there is no way back, but ${other}`,
    hint: "Keep one of the two.",
  });
}

function isIrreversible(headers: ParsedHeaders | undefined): boolean {
  return headers?.values.some(({ header }) => header === "irreversible") ?? false;
}

function incomplete(directory: string, message: string, hint?: string): Finding {
  return { code: "FOLDER_INCOMPLETE", message, ...(hint === undefined ? {} : { hint }), place: { file: directory } };
}
