import { describe, expect, test } from "vitest";
import { migrations, modules, rows, short, stamp } from "../../test/support/histories.js";
import { StrataError } from "../errors/strata-error.js";
import { formatId } from "../types/ids.js";
import { listRawDifferences } from "./check-history.js";
import { listDownChoices } from "./down-choices.js";
import type { DownRequest, Plan } from "./plan.js";
import { planDown } from "./plan-down.js";

/**
 * Ways back. `plan` holds the steps in order: `(stored)` where the history's own way back runs, `(was N)` where the row
 * has an old stamp, `<-` before what a step was added for; else the code of the error. The notation of the rest is that
 * of test/support/histories.ts; `disk` is what ran unless given.
 */
interface Case {
  readonly title: string;
  readonly modules?: string;
  readonly ran: string;
  readonly disk?: string;
  readonly request: DownRequest;
  readonly plan: string;
  readonly found?: string;
}

const table: readonly Case[] = [
  // --steps
  {
    title: "--steps takes the newest by order of application",
    ran: "a@1, b@9, a@2",
    request: { steps: 1 },
    plan: "a@2",
  },
  { title: "--steps goes through the modules", ran: "a@1, b@9, a@2", request: { steps: 2 }, plan: "a@2, b@9" },
  {
    title: "--steps beyond the first stops there",
    ran: "sys-core@1, a@1, a@2",
    request: { steps: 9 },
    plan: "a@2, a@1",
  },
  { title: "--steps of one module", ran: "b@1, a@2, b@3", request: { steps: 1, module: "a" }, plan: "a@2" },
  {
    title: "--steps brings dependents of another module first",
    ran: "a@1, b@3 requires a@1, c@4",
    request: { steps: 1, module: "a" },
    plan: "b@3 <- a@1, a@1",
  },
  {
    title: "--steps brings newer versions of the module, which ran earlier here",
    ran: "a@1, a@9, a@5",
    request: { steps: 1 },
    plan: "a@9 <- a@5, a@5",
  },
  { title: "--steps of nothing", ran: "sys-core@1", request: { steps: 3 }, plan: "" },
  { title: "--steps 0", ran: "a@1", request: { steps: 0 }, plan: "DOWN_SELECTION 3" },
  { title: "--steps 1.5", ran: "a@1", request: { steps: 1.5 }, plan: "DOWN_SELECTION 3" },

  // --to
  { title: "--to keeps the version", ran: "a@1, a@2, a@3", request: { to: stamp(1) }, plan: "a@3, a@2" },
  { title: "--to the newest takes nothing", ran: "a@1, a@2", request: { to: stamp(2) }, plan: "" },
  {
    title: "--to does not count sys-core as a module",
    ran: "sys-core@1, a@2, a@3",
    request: { to: stamp(2) },
    plan: "a@3",
  },
  {
    title: "--to with several modules needs -m",
    ran: "a@1, a@3, b@2",
    request: { to: stamp(1) },
    plan: "DOWN_SELECTION 3",
  },
  {
    title: "-m --to leaves other modules alone, soft edges included",
    modules: "a, b needs a",
    ran: "a@1, a@2, b@3",
    request: { module: "a", to: stamp(1) },
    plan: "a@2",
  },
  {
    title: "-m --to brings what requires any of it, over several modules",
    ran: "a@1, a@2, b@3 requires a@2, b@4, c@5 requires b@4, c@6 requires a@1",
    request: { module: "a", to: stamp(1) },
    plan: "c@6 <- c@5, c@5 <- b@4, b@4 <- b@3, b@3 <- a@2, a@2",
  },
  {
    title: "--to a version that is not applied",
    ran: "a@1, a@3",
    request: { to: stamp(2) },
    plan: "VERSION_UNKNOWN 3",
  },
  { title: "--to with nothing applied", ran: "", request: { to: stamp(2) }, plan: "VERSION_UNKNOWN 3" },
  {
    title: "--to by the old stamp of a restamped migration",
    ran: "a@1, a@3, a@10",
    disk: "a@1, a@9 was 3, a@10",
    request: { to: stamp(3) },
    plan: "a@10",
  },

  // --all
  {
    title: "--all leaves sys-core",
    ran: "sys-core@1, a@2, b@3 requires a@2, sys-core@4, a@5",
    request: { all: true },
    plan: "a@5, b@3, a@2",
  },
  {
    title: "--all takes modules that are unknown here by the stored way back",
    modules: "a",
    ran: "a@1, b@2, a@3",
    disk: "a@1, a@3",
    request: { all: true },
    plan: "a@3, b@2 (stored), a@1",
    found: "DOWN_STORED",
  },
  { title: "--all of one module", ran: "a@1, b@2, a@3", request: { all: true, module: "a" }, plan: "a@3, a@1" },

  // sys-core and usage
  { title: "-m sys-core", ran: "sys-core@1, a@2", request: { steps: 1, module: "sys-core" }, plan: "DOWN_SYS_CORE 3" },
  { title: "no choice", ran: "a@1", request: {}, plan: "DOWN_SELECTION 3" },
  { title: "two choices", ran: "a@1", request: { steps: 1, all: true }, plan: "DOWN_SELECTION 3" },
  {
    title: "-m of a module with nothing applied",
    ran: "a@1",
    request: { all: true, module: "b" },
    plan: "MODULE_UNKNOWN 3",
  },

  // Disk or stored
  {
    title: "a missing folder goes back by the history",
    ran: "a@1, a@2, a@3",
    disk: "a@1, a@3",
    request: { steps: 2 },
    plan: "a@3, a@2 (stored)",
    found: "DOWN_STORED",
  },
  {
    title: "an older checkout takes back what it does not know",
    ran: "a@1, a@8",
    disk: "a@1",
    request: { to: stamp(1) },
    plan: "a@8 (stored)",
    found: "DOWN_STORED",
  },
  {
    title: "an edited down runs from disk and is shown",
    ran: "a@1",
    disk: "a@1 down-edited",
    request: { steps: 1 },
    plan: "a@1",
    found: "DOWN_EDITED",
  },
  {
    title: "an edited migration goes back from disk and is shown",
    ran: "a@1",
    disk: "a@1 edited",
    request: { steps: 1 },
    plan: "a@1",
    found: "DOWN_OF_EDITED",
  },
  {
    title: "what is not taken back is not spoken of",
    ran: "a@1, a@2",
    disk: "a@1 edited, a@2",
    request: { steps: 1 },
    plan: "a@2",
  },
  {
    title: "a row that still has its old stamp",
    ran: "a@1, a@3",
    disk: "a@1, a@9 was 3",
    request: { steps: 1 },
    plan: "a@9 (was 3)",
  },
  {
    title: "one migration that ran under both stamps goes back twice, each by its own row",
    ran: "a@3, a@9",
    disk: "a@9 was 3",
    request: { all: true },
    plan: "a@9, a@3 (stored)",
    found: "DOWN_STORED",
  },
  {
    title: "rows of a renamed module",
    modules: "shop was b, c",
    ran: "b@2, c@3 requires b@2",
    disk: "shop@2, c@3",
    request: { all: true, module: "b" },
    plan: "c@3 <- shop@2, shop@2 (was b)",
  },
  {
    title: "a stored `requires` that names an old stamp still counts",
    ran: "a@9, b@5 requires a@3",
    disk: "a@9 was 3, b@5",
    request: { all: true, module: "a" },
    plan: "b@5 <- a@9, a@9",
  },
  {
    title: "a `requires` of a module that is unknown here still counts",
    modules: "a",
    ran: "a@1, b@2 requires a@1",
    disk: "a@1",
    request: { steps: 1, module: "a" },
    plan: "b@2 (stored) <- a@1, a@1",
    found: "DOWN_STORED",
  },

  // No way back
  { title: "irreversible on disk", ran: "a@1, a@2 irreversible, a@3", request: { steps: 3 }, plan: "IRREVERSIBLE 6" },
  { title: "stops above an irreversible one", ran: "a@1, a@2 irreversible, a@3", request: { steps: 1 }, plan: "a@3" },
  {
    title: "irreversible, stored",
    ran: "a@1, a@2 irreversible",
    disk: "a@1",
    request: { steps: 1 },
    plan: "IRREVERSIBLE 6",
  },
  {
    title: "irreversible when it ran, but the folder has a way back now",
    ran: "a@1 irreversible",
    disk: "a@1",
    request: { steps: 1 },
    plan: "a@1",
  },
  {
    title: "a stored way back that needs code",
    ran: "a@1, a@2 code",
    disk: "a@1",
    request: { steps: 1 },
    plan: "DOWN_NEEDS_CODE 6",
  },
  {
    title: "the same with its folder on disk",
    ran: "a@1, a@2 code",
    disk: "a@1, a@2",
    request: { steps: 1 },
    plan: "a@2",
  },
];

describe("planDown", () => {
  test.each(table)("$title", (row) => {
    const input = {
      modules: modules(row.modules ?? "a, b, c"),
      migrations: migrations(row.disk ?? row.ran),
      applied: rows(row.ran),
    };
    const edited = listRawDifferences(input);
    const place = {
      target: { host: "localhost", port: 5432, database: "acme", user: "acme" },
      environment: "development",
    } as const;
    try {
      const plan = planDown({ ...input, edited, request: row.request, ...place });
      expect({ plan: describePlan(plan), found: plan.findings.map(({ code }) => code).join(" ") }).toEqual({
        plan: row.plan,
        found: row.found ?? "",
      });
      expect(plan.steps.every(({ direction, action }) => direction === "down" && action === "run")).toBe(true);
    } catch (error) {
      if (!(error instanceof StrataError)) throw error;
      expect(`${error.code} ${error.exitCode}`).toBe(row.plan);
    }
  });

  test("lists everything that has no way back at once, each with its why", () => {
    const input = {
      modules: modules("a, b, c"),
      migrations: migrations("a@1 irreversible, c@4"),
      applied: rows("a@1, b@2 code requires a@1, b@3 irreversible, c@4"),
    };
    const target = { host: "localhost", port: 5432, database: "acme", user: "acme" };
    const error = catchError(() =>
      planDown({ ...input, request: { steps: 1, module: "a" }, target, environment: "test" }),
    );
    expect(error.details.findings?.map(({ code, message }) => `${code}: ${short(message)}`)).toEqual([
      "IRREVERSIBLE: b@3 (change) has no way back: rows are gone; it would go because of b@2",
      "DOWN_NEEDS_CODE: b@2 (change) moves data back in code, which is not here but in @acme/b@1.0.0; it would go because of a@1",
      "IRREVERSIBLE: a@1 (change) has no way back: rows are gone",
    ]);
  });

  test("checksums are those of what will run", () => {
    const input = { modules: modules("a"), migrations: migrations("a@1 down-edited"), applied: rows("a@1, a@2") };
    const target = { host: "localhost", port: 5432, database: "acme", user: "acme" };
    const { steps } = planDown({ ...input, request: { all: true }, target, environment: "test" });
    expect(steps.map(({ checksums }) => checksums)).toEqual([
      { up: input.applied[1]!.checksums.up, down: input.applied[1]!.checksums.down },
      input.migrations[0]!.checksums,
    ]);
  });
});

test("listDownChoices gives what can be asked for, newest first", () => {
  const choices = listDownChoices({
    modules: modules("a, shop was b"),
    migrations: migrations("a@1, a@5 named ledger, shop@2"),
    applied: rows("sys-core@1, a@1, a@5, b@2"),
  });
  const text = ({ module, version, name }: { module: string; version: string; name: string }): string =>
    short(`${module}@${version} ${name}`);
  expect(choices.newestFirst.map(text)).toEqual(["shop@2 change", "a@5 ledger", "a@1 change"]);
  expect(choices.byModule.map(({ module, versions }) => [module, ...versions.map(text)])).toEqual([
    ["a", "a@5 ledger", "a@1 change"],
    ["shop", "shop@2 change"],
  ]);
});

function describePlan(plan: Plan): string {
  return plan.steps
    .map(({ source, was, recordedAs, because, ...id }) => {
      const marks = [source === "stored" && " (stored)", was && ` (was ${was})`, recordedAs && ` (was ${recordedAs})`];
      const why = because.length === 0 ? "" : ` <- ${because.join(" ")}`;
      return short(formatId(id) + marks.filter(Boolean).join("") + why);
    })
    .join(", ");
}

function catchError(run: () => unknown): StrataError {
  try {
    run();
  } catch (error) {
    if (error instanceof StrataError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
