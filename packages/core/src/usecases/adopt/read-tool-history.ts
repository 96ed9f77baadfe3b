import type { TableRow, ToolTable } from "../../adopt/tables/tool-table.js";
import { toolTables } from "../../adopt/tables/tool-tables.js";
import type { AdoptTool } from "../../adopt/tool.js";
import { StrataError, throwFindings } from "../../errors/strata-error.js";
import { isError } from "../../errors/finding.js";
import { findTables, type FoundTable, readTextRows } from "../../catalog/read-tool-table.js";
import { explainServerError } from "../../postgres/sql-error.js";
import { ServerError, type Session } from "../../types/session.js";

/** What a tool's table holds. */
export interface ToolHistory {
  readonly form: ToolTable;
  readonly table: FoundTable;
  readonly rows: readonly TableRow[];
}

/**
 * Reads the table in which a tool keeps what it has applied; undefined for a tool that keeps none. It is looked for in all
 * schemas, unless `named` says which one it is: `schema.name`, or a name alone.
 *
 * @throws StrataError ADOPT_TABLE when it is not there or cannot be told, ADOPT_FAILED_THERE for each migration that
 *   failed under the tool, PERMISSION_DENIED.
 */
export async function readToolHistory(
  session: Session,
  tool: AdoptTool,
  named: string | undefined,
): Promise<ToolHistory | undefined> {
  const form = toolTables[tool];
  if (form === undefined) {
    if (named === undefined) return undefined;
    throw new StrataError("USAGE", `${tool} keeps no table that could be named`, { hint: "Leave out --table." });
  }
  const table = await findTable(session, tool, form, named);
  const rows = await readTextRows(session, table, form.columns).catch((error: unknown) => {
    if (!(error instanceof ServerError)) throw error;
    throw explainServerError(error, { sentence: `the history of ${tool} in ${table.schema}.${table.name}` });
  });
  throwFindings(form.read(rows, []).findings.filter(isError));
  return { form, table, rows };
}

async function findTable(
  session: Session,
  tool: AdoptTool,
  form: ToolTable,
  named: string | undefined,
): Promise<FoundTable> {
  const { schema, name } = nameOf(form, named);
  const found = await findTables(session, { schema, name });
  const fitting = found.filter(({ columns }) => form.columns.every((column) => columns.includes(column)));
  const [table, ...others] = fitting;
  if (table !== undefined && others.length === 0) return table;
  const called = `${schema === undefined ? "" : `${schema}.`}${name}`;
  if (table !== undefined)
    throw new StrataError(
      "ADOPT_TABLE",
      `${tool} has several tables here: ${fitting.map((one) => `${one.schema}.${one.name}`).join(", ")}`,
      { hint: "Say with --table which of them tells of this module." },
    );
  const other = found[0];
  throw new StrataError(
    "ADOPT_TABLE",
    other === undefined
      ? `there is no table ${called}, in which ${tool} keeps what it has applied`
      : `${other.schema}.${other.name} is no table of ${tool}: its columns are ${other.columns.join(", ")}`,
    {
      hint:
        other === undefined
          ? "Where it has another name, give it with --table SCHEMA.NAME."
          : `A table of ${tool} has ${form.columns.join(", ")}. Name the tool that wrote it with --from, or the table with --table.`,
    },
  );
}

/** `schema.name`, or the name alone; what dots mean within a name cannot be said. */
function nameOf(form: ToolTable, named: string | undefined): { schema: string | undefined; name: string } {
  if (named === undefined) return { schema: undefined, name: form.name };
  const { schema, name } = /^(?:(?<schema>[^.]+)\.)?(?<name>.+)$/su.exec(named)?.groups ?? {};
  return { schema, name: name ?? named };
}
