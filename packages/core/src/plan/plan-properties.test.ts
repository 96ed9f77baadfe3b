import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { migration, module, rowOf, stamp } from "../../test/support/histories.js";
import { StrataError } from "../errors/strata-error.js";
import { isError } from "../errors/finding.js";
import { createIdentities } from "../migration/identity.js";
import { buildMigrationGraph } from "../migration/migration-graph.js";
import type { Migration } from "../migration/migration.js";
import { type Module, SYS_CORE } from "../module/module.js";
import { formatId, type MigrationId } from "../types/ids.js";
import { checkHistory, listRawDifferences } from "./check-history.js";
import type { CheckedHistory, HistoryInput } from "./checked-history.js";
import type { DownRequest, Plan, UpRequest } from "./plan.js";
import { planDown } from "./plan-down.js";
import { planUp } from "./plan-up.js";
import { targetModules } from "./target-modules.js";
import type { RowWithWayBack } from "./row-with-way-back.js";

const NAMES = ["a", "b", "c", "d", SYS_CORE];
const VERSIONS = 12;
const PLACE = {
  target: { host: "localhost", port: 5432, database: "acme", user: "acme" },
  environment: "test",
} as const;

const id: fc.Arbitrary<MigrationId> = fc.record({
  module: fc.constantFrom(...NAMES),
  version: fc.integer({ min: 1, max: VERSIONS }).map(stamp),
});
const anyModules = fc.tuple(...NAMES.map(() => fc.subarray(NAMES))).map((needs) =>
  NAMES.map((name, index) =>
    module(
      name,
      needs[index]!.filter((need) => need !== name),
      [`old-${name}`],
    ),
  ),
);

/** Requires that go from a later place to an earlier one of a hidden order: never a true cycle with the order of versions. */
const sound = fc.record({
  modules: anyModules,
  migrations: fc
    .tuple(
      fc.uniqueArray(id, { selector: formatId, minLength: 1, maxLength: 20 }),
      fc.array(fc.tuple(fc.nat(100), fc.nat(100)), { maxLength: 12 }),
    )
    .map(([ids, pairs]) => {
      const ordered = ids.toSorted((a, b) => rank(a) - rank(b));
      return ordered.map((one, index) => {
        const required = pairs
          .filter(([, to]) => to % ids.length === index)
          .map(([from]) => ordered[from % Math.max(index, 1)]!);
        return migration(one, { requires: one.module === SYS_CORE ? [] : required.filter((other) => other !== one) });
      });
    }),
});

/** Modules take turns by version, the last ones backwards, so that `requires` also name what is younger. */
function rank({ module, version }: MigrationId): number {
  const number = Number(version.slice(-2));
  return module === SYS_CORE ? number - 1000 : module === "d" ? number - 6 : number;
}

/** Anything that can be written, true or not. */
const wild: fc.Arbitrary<HistoryInput & { applied: RowWithWayBack[] }> = fc
  .record({
    modules: fc
      .tuple(anyModules, fc.subarray(NAMES))
      .map(([all, kept]) => all.filter(({ name }) => kept.includes(name) || name === SYS_CORE)),
    migrations: fc.uniqueArray(
      fc.record({
        id,
        requires: fc.array(id, { maxLength: 2 }),
        was: fc.array(fc.integer({ min: 1, max: VERSIONS }).map(stamp), { maxLength: 1 }),
        content: fc.constantFrom("same", "same", "other"),
        name: fc.constantFrom("change", "other"),
      }),
      // One folder has one place.
      { selector: (one) => `${formatId(one.id)}_${one.name}`, maxLength: 14 },
    ),
    rows: fc.uniqueArray(fc.record({ id, old: fc.boolean(), requires: fc.array(id, { maxLength: 2 }) }), {
      selector: (row) => `${row.old} ${formatId(row.id)}`,
      maxLength: 14,
    }),
    targetModules: fc.option(fc.subarray(NAMES), { nil: undefined }),
  })
  .map(({ modules, migrations, rows, targetModules }) => ({
    modules,
    migrations: migrations.map(({ id, ...parts }) => migration(id, parts)),
    applied: rows.map(({ id, old, requires }, index) =>
      rowOf(migration({ ...id, module: old ? `old-${id.module}` : id.module }), index, requires),
    ),
    targetModules,
  }));

function check(input: HistoryInput): CheckedHistory {
  return checkHistory({ ...input, edited: listRawDifferences(input) });
}

function listClasses(history: CheckedHistory): { migrations: Migration[]; rows: unknown[] } {
  const { pending, late, outside, duplicates, applied, edited, restamps, elsewhere, ahead, missing } = history;
  const pairs = [...applied, ...edited, ...restamps];
  return {
    migrations: [...pending, ...late, ...outside, ...duplicates, ...pairs.map((pair) => pair.migration)],
    rows: [...elsewhere, ...ahead, ...missing, ...pairs.map((pair) => pair.row)],
  };
}

describe("checkHistory", () => {
  test("puts every migration and every row into exactly one class", () => {
    fc.assert(
      fc.property(wild, (input) => {
        const { migrations, rows } = listClasses(check(input));
        expect(migrations).toHaveLength(input.migrations.length);
        expect(new Set(migrations)).toEqual(new Set(input.migrations));
        expect(rows).toHaveLength(input.applied.length);
        expect(new Set(rows)).toEqual(new Set(input.applied));
      }),
      { numRuns: 500 },
    );
  });

  test("says of everything that is refused why", () => {
    fc.assert(
      fc.property(wild, (input) => {
        const { late, duplicates, edited, missing, ahead, pending, findings } = check(input);
        const errors = findings.filter(isError);
        const told = (code: string, version: string): boolean =>
          errors.some((one) => one.code === code && one.version === version);
        for (const one of late) expect(told("OUT_OF_ORDER", one.version)).toBe(true);
        for (const one of duplicates) expect(told("FOLDER_VERSION_TWICE", one.version)).toBe(true);
        for (const one of edited) expect(told("MIGRATION_EDITED", one.migration.version)).toBe(true);
        for (const one of missing) expect(told("MIGRATION_MISSING", one.version)).toBe(true);
        const today = (name: string): string => (NAMES.includes(name) ? name : name.slice("old-".length));
        for (const one of ahead)
          if (pending.some(({ module }) => module === today(one.module)))
            expect(
              errors.some(({ code, module }) => code === "AHEAD_AND_PENDING" && module === today(one.module)),
            ).toBe(true);
      }),
    );
  });
});

describe("the one order", () => {
  test("of modules and all that they depend on is the whole order without the others", () => {
    fc.assert(
      fc.property(sound, fc.subarray(NAMES, { minLength: 1 }), ({ modules, migrations }, listed) => {
        const closure = targetModules(modules, migrations, createIdentities(modules, migrations), listed);
        const isIn = ({ module }: Migration): boolean => closure.has(module);
        const part = buildMigrationGraph({
          modules: modules.filter(({ name }) => closure.has(name)),
          migrations: migrations.filter(isIn),
          applied: [],
        });
        const whole = buildMigrationGraph({ modules, migrations, applied: [] });
        expect(part.order.map(formatId)).toEqual(whole.order.filter(isIn).map(formatId));
      }),
      { numRuns: 500 },
    );
  });
});

describe("planUp", () => {
  test("runs all that is pending, or refuses: nothing is skipped", () => {
    fc.assert(
      fc.property(wild, (input) => {
        const history = check(input);
        const plan = attempt(() => planUp({ ...input, history, request: {}, ...PLACE }));
        expect(plan === undefined || !history.findings.some(isError)).toBe(true);
        if (plan === undefined) return;
        const work = [...history.pending, ...history.restamps.map((pair) => pair.migration)];
        expect(plan.steps.map(formatId).toSorted()).toEqual(work.map(formatId).toSorted());
      }),
      { numRuns: 500 },
    );
  });

  test("is the same, hash included, whatever the order of the input", () => {
    fc.assert(
      fc.property(wild, fc.infiniteStream(fc.nat()), (input, chance) => {
        const plan = (one: HistoryInput & { applied: RowWithWayBack[] }): unknown =>
          attemptOrCode(() => planUp({ ...one, history: check(one), request: {}, ...PLACE }));
        const { modules, migrations, applied } = input;
        const shuffled = {
          modules: shuffle(modules, chance),
          migrations: shuffle(migrations, chance),
          applied: shuffle(applied, chance),
        };
        expect(plan({ ...input, ...shuffled })).toEqual(plan(input));
      }),
      { numRuns: 300 },
    );
  });

  test("respects every hard edge, and with -m brings all that is needed", () => {
    const request = fc.record({ modules: fc.option(fc.subarray(NAMES, { minLength: 1 }), { nil: undefined }) });
    fc.assert(
      fc.property(sound, request, ({ modules, migrations }, { modules: asked }) => {
        const plan = up({ modules, migrations, applied: [] }, asked === undefined ? {} : { modules: asked });
        const placeOf = new Map(plan.steps.map((step, index) => [formatId(step), index]));
        for (const [place, step] of plan.steps.entries()) {
          const { headers } = migrations.find((one) => formatId(one) === formatId(step))!;
          for (const required of headers.requires) expect(placeOf.get(formatId(required))).toBeLessThan(place);
          for (const other of migrations) {
            const before =
              other.module === step.module
                ? other.version < step.version
                : other.module === SYS_CORE && step.module !== SYS_CORE;
            if (before) expect(placeOf.get(formatId(other))).toBeLessThan(place);
          }
          const isAsked = asked === undefined || asked.includes(step.module) || step.module === SYS_CORE;
          expect(step.because.length === 0).toBe(isAsked);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("part by part it comes to the same end as at once", () => {
    fc.assert(
      fc.property(sound, fc.constantFrom(...NAMES), ({ modules, migrations }, first) => {
        const applied = run(
          { modules, migrations, applied: [] },
          up({ modules, migrations, applied: [] }, { modules: [first] }),
        );
        const rest = up({ modules, migrations, applied }, {});
        expect(applied.length + rest.steps.length).toBe(migrations.length);
        expect(up({ modules, migrations, applied: run({ modules, migrations, applied }, rest) }, {}).steps).toEqual([]);
      }),
    );
  });
});

describe("planDown", () => {
  const request: fc.Arbitrary<DownRequest> = fc.oneof(
    fc.record({ steps: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ steps: fc.integer({ min: 1, max: 9 }), module: fc.constantFrom("a", "b", "c", "d") }),
    fc.record({ all: fc.constant(true), module: fc.constantFrom("a", "b", "c", "d") }),
    fc.record({ to: fc.integer({ min: 1, max: VERSIONS }).map(stamp), module: fc.constantFrom("a", "b", "c", "d") }),
  );

  test("takes dependents first, and leaves nothing that depends on what went", () => {
    fc.assert(
      fc.property(sound, request, ({ modules, migrations }, request) => {
        const input = { modules, migrations, applied: [] };
        const applied = run(input, up(input, {}));
        const plan = attempt(() => planDown({ modules, migrations, applied, request, ...PLACE }));
        let left = applied;
        for (const step of plan?.steps ?? []) {
          left = left.filter((row) => formatId(row) !== formatId(step));
          expect(left.some((row) => row.requires.some((required) => formatId(required) === formatId(step)))).toBe(
            false,
          );
          expect(left.some((row) => row.module === step.module && row.version > step.version)).toBe(false);
        }
        expect(left.filter((row) => row.module === SYS_CORE)).toEqual(applied.filter((row) => row.module === SYS_CORE));
        // What is left is a history that `up` can go on from.
        expect(left.length + up({ modules, migrations, applied: left }, {}).steps.length).toBe(migrations.length);
      }),
      { numRuns: 300 },
    );
  });

  test("--all after any way up takes back everything but sys-core", () => {
    fc.assert(
      fc.property(
        sound,
        fc.subarray(NAMES, { minLength: 1 }),
        fc.subarray(NAMES),
        ({ modules, migrations }, asked, kept) => {
          const input = { modules, migrations, applied: [] };
          const applied = run(input, up(input, { modules: asked }));
          // Some of the folders, and the modules with them, may be gone by then.
          const here = {
            modules: modules.filter(({ name }) => kept.includes(name)),
            migrations: migrations.filter((one) => kept.includes(one.module)),
          };
          const plan = planDown({ ...here, applied, request: { all: true }, ...PLACE });
          const expected = applied.filter((row) => row.module !== SYS_CORE);
          expect(plan.steps.map(formatId).toSorted()).toEqual(expected.map(formatId).toSorted());
          expect(plan.steps.every(({ source, module }) => source === (kept.includes(module) ? "disk" : "stored"))).toBe(
            true,
          );
        },
      ),
    );
  });

  test("is the same, hash included, whatever the order of the input", () => {
    fc.assert(
      fc.property(wild, request, fc.infiniteStream(fc.nat()), (input, request, chance) => {
        const plan = (one: typeof input): unknown =>
          attemptOrCode(() => planDown({ ...one, edited: listRawDifferences(one), request, ...PLACE }));
        const { modules, migrations, applied } = input;
        const shuffled = {
          modules: shuffle(modules, chance),
          migrations: shuffle(migrations, chance),
          applied: shuffle(applied, chance),
        };
        expect(plan({ ...input, ...shuffled })).toEqual(plan(input));
      }),
    );
  });
});

interface World {
  readonly modules: readonly Module[];
  readonly migrations: readonly Migration[];
  readonly applied: readonly RowWithWayBack[];
}

function up(world: World, request: UpRequest): Plan {
  return planUp({ ...world, history: check(world), request, ...PLACE });
}

/** The history after a plan. */
function run(world: World, plan: Plan): RowWithWayBack[] {
  const byId = new Map(world.migrations.map((one) => [formatId(one), one]));
  return [
    ...world.applied,
    ...plan.steps.map((step, index) => rowOf(byId.get(formatId(step))!, world.applied.length + index)),
  ];
}

function attempt(make: () => Plan): Plan | undefined {
  const result = attemptOrCode(make);
  return typeof result === "string" ? undefined : result;
}

function attemptOrCode(make: () => Plan): Plan | string {
  try {
    return make();
  } catch (error) {
    if (error instanceof StrataError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

function shuffle<T>(items: readonly T[], chance: fc.Stream<number>): T[] {
  return items
    .map((item) => ({ item, weight: chance.next().value as number }))
    .sort((a, b) => a.weight - b.weight)
    .map(({ item }) => item);
}
