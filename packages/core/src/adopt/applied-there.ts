import type { Finding } from "../errors/finding.js";
import { isError } from "../errors/finding.js";
import type { Migration } from "../migration/migration.js";
import { formatId } from "../types/ids.js";
import type { AdoptTool } from "./tool.js";
import type { TableReading, TableRow, ToolTable } from "./tables/tool-table.js";

/** A module's migrations as another tool's history has them. */
export interface AppliedThere {
  /** Those that the tool has applied, in the order of their versions. */
  readonly migrations: readonly Migration[];
  /** Everything that is wrong with the table, or worth knowing of it. */
  readonly findings: readonly Finding[];
}

/**
 * Which of a module's migrations a tool has applied, by its table's rows and the names that the headers `adopted` keep.
 * Without a table, for what keeps none, all that were adopted count: what they make is compared in any case.
 */
export function appliedThere(
  tool: AdoptTool,
  table: { readonly form: ToolTable; readonly rows: readonly TableRow[] } | undefined,
  migrations: readonly Migration[],
): AppliedThere {
  const adopted = migrations.flatMap((migration) => {
    const { adopted: origin } = migration.headers;
    return origin === undefined ? [] : [{ migration, original: origin.original }];
  });
  if (table === undefined) return { migrations: adopted.map(({ migration }) => migration), findings: [] };
  const { form, rows } = table;
  const known = adopted.flatMap(({ migration, original }) => {
    const key = form.keyOf(original);
    return key === undefined ? [] : [{ migration, key }];
  });
  const { applied, findings }: TableReading = form.read(
    rows,
    known.map(({ key }) => key),
  );
  const keys = new Set(applied);
  const here = new Set(known.map(({ key }) => key));
  // What failed is in the way of everything; who else is unknown is then told later.
  const unknown = findings.some(isError) ? [] : [...keys].filter((key) => !here.has(key));
  return {
    migrations: known.filter(({ key }) => keys.has(key)).map(({ migration }) => migration),
    findings: [
      ...findings,
      ...unknown.map((key): Finding => ({
        code: "ADOPT_UNKNOWN",
        message: `${tool} has applied ${key}, and no migration of the module was made of it`,
        hint: `Write a migration with \`strata new\`: its up.sql with the line \`-- strata: adopted ${tool} ${originalOf(form, key)}\` and the SQL that was run, and adopt again; or check out the release that holds it.`,
      })),
    ],
  };
}

/** A name that the tool would read the key from. */
function originalOf({ keyOf }: ToolTable, key: string): string {
  const names = [key, `${key}_migration`, `V${key}__migration`, `migration ${key}`];
  return names.find((name) => keyOf(name) === key) ?? key;
}

/** Adopted migrations that hold more than the SQL that the tool ran: recording them would hide that the rest never ran. */
export function moreThanSql(migrations: readonly Migration[]): Finding[] {
  return migrations.flatMap((migration): Finding[] => {
    const more = [
      migration.upContract?.name,
      migration.transform?.name,
      migration.bootstrap === undefined ? undefined : "bootstrap",
      migration.fixtures === undefined ? undefined : "fixtures",
    ].filter((name) => name !== undefined);
    if (more.length === 0) return [];
    return [
      {
        code: "ADOPT_MORE_THAN_SQL",
        message: `${formatId(migration)} holds ${more.join(" and ")}, which the other tool did not run`,
        place: { file: migration.directory },
        module: migration.module,
        version: migration.version,
      },
    ];
  });
}
