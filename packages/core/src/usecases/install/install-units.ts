import type { TextFile } from "../../migration/migration.js";
import type { Section } from "../../snapshot/kind.js";
import { readStatements } from "../../sql/split.js";
import type { Parser } from "../../sql/parser.js";
import type { InstallModule } from "./install-source.js";

/** SQL of one dump that is sent at once. */
export interface SqlUnit {
  readonly file: TextFile;
  readonly section: Section;
  readonly text: string;
  /** Where in the file it begins. */
  readonly start: number;
  /** Relations that it locks, as far as the text shows. */
  readonly relations: number;
}

/**
 * Relations that one transaction may lock: a lock table of the default size holds some 1,750 tables with their indexes
 * and TOAST tables (max_locks_per_transaction times max_connections).
 */
export const RELATIONS_AT_ONCE = 1000;

/** Each line that a dump begins such a statement with; bodies of functions may be counted too, which does no harm. */
const LOCKING =
  /^(?:CREATE (?:UNLOGGED |FOREIGN )?TABLE|CREATE (?:UNIQUE )?INDEX|CREATE SEQUENCE|CREATE (?:MATERIALIZED )?VIEW|ALTER TABLE)/gm;

/**
 * The SQL of all modules, section by section, so that a foreign key may lead to any of them. What is too much for one
 * transaction is taken apart at its statements, for which alone the parser is needed.
 */
export async function installUnits(
  modules: readonly InstallModule[],
  section: Section,
  parser: () => Promise<Parser>,
): Promise<SqlUnit[]> {
  const units: SqlUnit[] = [];
  for (const { file, sections } of modules) {
    const { text, start } = sections[section];
    const relations = countRelations(text);
    if (text.trim() === "") continue;
    if (relations <= RELATIONS_AT_ONCE) units.push({ file, section, text, start, relations });
    else units.push(...takeApart(await parser(), { file, section, text, start }));
  }
  return units;
}

function takeApart(parser: Parser, whole: Omit<SqlUnit, "relations">): SqlUnit[] {
  const { file, text, start } = whole;
  const units: SqlUnit[] = [];
  let from = 0;
  let to = 0;
  let relations = 0;
  const push = (): void => {
    if (to > from) units.push({ ...whole, text: `${text.slice(from, to)};`, start: start + from, relations });
  };
  for (const statement of readStatements(parser, { ...file, text })) {
    const more = countRelations(statement.text);
    if (relations + more > RELATIONS_AT_ONCE / 2) {
      push();
      from = statement.start;
      relations = 0;
    }
    relations += more;
    to = statement.end;
  }
  push();
  return units;
}

function countRelations(text: string): number {
  return text.match(LOCKING)?.length ?? 0;
}

/** Units in transactions, in their order, each with as many relations as one may lock. */
export function inBatches(units: readonly SqlUnit[]): SqlUnit[][] {
  const batches: SqlUnit[][] = [[]];
  let relations = 0;
  for (const unit of units) {
    if (relations > 0 && relations + unit.relations > RELATIONS_AT_ONCE) {
      batches.push([]);
      relations = 0;
    }
    relations += unit.relations;
    batches.at(-1)!.push(unit);
  }
  return batches;
}
