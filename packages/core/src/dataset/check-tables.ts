import type { Finding } from "../errors/finding.js";
import { type Dataset, type TableName, formatTable } from "./dataset.js";
import { unfit } from "./delta-problem.js";
import { specialKey, textMember } from "./parse-row.js";
import type { TableShape } from "./table-shape.js";
import { parseRowName } from "./table-name.js";

/** Every table that a dataset names: those with rows and those that a `$ref` points to; each once. */
export function namedTables(dataset: Dataset): readonly TableName[] {
  const names = new Map<string, TableName>();
  for (const table of dataset.tables) {
    names.set(formatTable(table), { schema: table.schema, name: table.name });
    for (const { value } of table.rows.flatMap((row) => row.cells ?? [])) {
      const target = specialKey(value) === "$ref" ? parseRowName(textMember(value, "$ref")!)?.table : undefined;
      if (target !== undefined) names.set(formatTable(target), target);
    }
  }
  return [...names.values()];
}

/** What keeps rows out of a table altogether: it is not there, has no key, is no table, or belongs to another module. */
export function checkTables(
  dataset: Dataset,
  shapes: ReadonlyMap<string, TableShape>,
  module: string,
  ownsRelation: (schema: string, name: string) => boolean,
): Finding[] {
  return dataset.tables.flatMap((table): Finding[] => {
    const name = formatTable(table);
    const shape = shapes.get(name);
    const findings: Finding[] = [];
    if (!ownsRelation(table.schema, table.name)) {
      findings.push({
        code: "DATASET_FOREIGN_TABLE",
        message: `module ${module} ships rows for ${name}, which it does not own`,
        hint: "Move the rows to the module that owns the table, or claim the table in the manifest.",
        place: table.place,
      });
    }
    if (shape === undefined) findings.push(unfit(table.place, `the database has no table ${name}`));
    else if (shape.kind !== "r" && shape.kind !== "p")
      findings.push(unfit(table.place, `${name} is not a table: rows cannot be loaded into it`));
    else if (shape.key === undefined) {
      findings.push(
        unfit(
          table.place,
          `${name} has no primary key and no not-null unique key, so a label cannot stand for a row of it`,
          "Give the table a primary key.",
        ),
      );
    }
    return findings;
  });
}
