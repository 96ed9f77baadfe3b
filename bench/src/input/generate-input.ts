import { alterations } from "./alter.js";
import { type Input, type InputMigration, type InputModule, shapeOf } from "./input.js";
import { type Random, seeded } from "./random.js";
import { type Body, type Table, createTable } from "./table.js";

/** How large an input is. */
export interface InputSize {
  readonly modules: number;
  readonly migrationsEach: number;
}

/** The two inputs of the benchmarks, by number of migrations. */
export const inputSizes: Readonly<Record<200 | 1000, InputSize>> = {
  200: { modules: 10, migrationsEach: 20 },
  1000: { modules: 100, migrationsEach: 10 },
};

const SEED = 20_261_120;
const FIRST_STAMP = Date.UTC(2026, 0, 1);
const NOUNS = [
  "account",
  "address",
  "basket",
  "contract",
  "delivery",
  "invoice",
  "ledger",
  "order",
  "payment",
  "ticket",
];

/**
 * Makes the input of a size: the same bytes on every machine. 3 of 5 migrations create a table, 2 change one. Modules
 * form a tree by what they depend on, and their migrations were written in turn, a minute apart.
 */
export function generateInput({ modules: count, migrationsEach }: InputSize): Input {
  const random = seeded(SEED);
  const modules = Array.from({ length: count }, (_, index) => moduleAt(index));
  const tables = new Map<string, Table[]>(modules.map(({ name }) => [name, []]));
  const newest = new Map<string, string>();
  const migrations: InputMigration[] = [];
  for (let round = 0; round < migrationsEach; round++) {
    for (const module of modules) {
      const stamp = stampAt(migrations.length);
      const body = isCreation(round)
        ? creation(module, tables, random)
        : alteration(tables.get(module.name) ?? [], random, stamp.slice(4, 12));
      migrations.push({
        ...body,
        module: module.name,
        stamp,
        requires: module.dependsOn.flatMap((name) => {
          const version = newest.get(name);
          return version === undefined ? [] : [`${name}@${version}`];
        }),
      });
      newest.set(module.name, stamp);
    }
  }
  return { modules, migrations, shape: shapeOf(migrations) };
}

/** 0, 2 and 4 of each five. */
function isCreation(round: number): boolean {
  return (round % 5) % 2 === 0;
}

function moduleAt(index: number): InputModule {
  const name = (at: number) => `bench-m${String(at + 1).padStart(2, "0")}`;
  return {
    name: name(index),
    schema: name(index).replace("-", "_"),
    dependsOn: index === 0 ? [] : [name(Math.floor((index - 1) / 3))],
  };
}

function creation(module: InputModule, all: ReadonlyMap<string, Table[]>, random: Random): Body {
  const own = all.get(module.name) ?? [];
  const table: Table = {
    schema: module.schema,
    name: `${NOUNS[random.below(NOUNS.length)]}_${String(own.length + 1).padStart(2, "0")}`,
    codeLength: 40,
    titleColumn: "title",
    stateDefault: "new",
  };
  // The first table of a module points at its dependency's, a later one at an earlier one of its own.
  const candidates = own.length === 0 ? module.dependsOn.flatMap((name) => all.get(name) ?? []) : own;
  const body = createTable(table, candidates[candidates.length === 0 ? 0 : random.below(candidates.length)]);
  own.push(table);
  if (own.length > 1) return body;
  return {
    ...body,
    up: [`CREATE SCHEMA ${module.schema}`, ...body.up],
    down: [...body.down, `DROP SCHEMA ${module.schema}`],
  };
}

function alteration(tables: readonly Table[], random: Random, mark: string): Body {
  const table = tables[random.below(tables.length)];
  const alter = alterations[random.below(alterations.length)];
  if (table === undefined || alter === undefined) throw new Error("a module begins with a table");
  return alter(table, mark);
}

function stampAt(index: number): string {
  return new Date(FIRST_STAMP + index * 60_000).toISOString().replaceAll(/\D/g, "").slice(0, 14);
}
