import { describe, expect, test } from "vitest";
import { meansOther, migrations, modules, rows, short, stamp } from "../../test/support/histories.js";
import { StrataError } from "../errors/strata-error.js";
import { formatId } from "../types/ids.js";
import { checkHistory, listRawDifferences } from "./check-history.js";
import type { CheckedHistory, HistoryInput } from "./checked-history.js";
import type { PlannedStep, UpRequest } from "./plan.js";
import { planUp } from "./plan-up.js";

/**
 * Merges and releases, and what must come of each. test/support/histories.ts explains the notation; `plan` holds the
 * steps of `up` in order, `-` when it is refused, with `(was N)` for a stamp that is only recorded and `<-` before what
 * pulled a step in. `found` holds the codes of the findings, `exit` what `strata up` ends in.
 */
interface Case {
  readonly title: string;
  readonly modules?: string;
  readonly disk: string;
  readonly ran: string;
  readonly target?: readonly string[];
  readonly request?: UpRequest;
  readonly classes: string;
  readonly plan: string;
  readonly found?: string;
  readonly exit: 0 | 3 | 6;
}

const ab = "a, b needs a";

const table: readonly Case[] = [
  // Ordinary days
  {
    title: "a fresh database",
    disk: "sys-core@1, a@2, b@3, a@4",
    ran: "",
    classes: "pending sys-core@1 a@2 b@3 a@4",
    plan: "sys-core@1, a@2, b@3, a@4",
    exit: 0,
  },
  { title: "nothing to do", disk: "a@1, b@2", ran: "a@1, b@2", classes: "applied a@1 b@2", plan: "", exit: 0 },
  {
    title: "sys-core first, although everything else is older",
    disk: "a@1, b@2, sys-core@8, sys-core@9",
    ran: "",
    classes: "pending a@1 b@2 sys-core@8 sys-core@9",
    plan: "sys-core@8, sys-core@9, a@1, b@2",
    exit: 0,
  },
  {
    title: "a newer sys-core on a database that is in use",
    disk: "sys-core@1, a@2, sys-core@5, a@6",
    ran: "sys-core@1, a@2",
    classes: "pending sys-core@5 a@6; applied sys-core@1 a@2",
    plan: "sys-core@5, a@6",
    exit: 0,
  },

  // Merges
  {
    title: "late-merged older version in the same module",
    disk: "a@1, a@2, a@3",
    ran: "a@1, a@3",
    classes: "late a@2; applied a@1 a@3",
    plan: "-",
    found: "OUT_OF_ORDER",
    exit: 6,
  },
  {
    title: "late-merged older version in the same module, newer ones wait behind it",
    disk: "a@1, a@2, a@3, a@4",
    ran: "a@1, a@3",
    classes: "pending a@4; late a@2; applied a@1 a@3",
    plan: "-",
    found: "OUT_OF_ORDER",
    exit: 6,
  },
  {
    title: "late-merged older version in another module simply runs",
    disk: "a@1, a@2, b@3",
    ran: "a@1, b@3",
    classes: "pending a@2; applied a@1 b@3",
    plan: "a@2",
    exit: 0,
  },
  {
    title: "late-merged older versions in two modules, each the newest of its own",
    modules: "a, b needs a, c needs b",
    disk: "a@1, a@4, b@2, b@5, c@3, c@9",
    ran: "a@1, b@2, c@3, c@9",
    classes: "pending a@4 b@5; applied a@1 b@2 c@3 c@9",
    plan: "a@4, b@5",
    exit: 0,
  },
  {
    title: "two branches gave one version in two modules",
    disk: "a@1, a@5, b@5",
    ran: "a@1",
    classes: "pending a@5 b@5; applied a@1",
    plan: "a@5, b@5",
    exit: 0,
  },
  {
    title: "two branches gave one version in one module, both folders are here",
    disk: "a@1, a@5 named left, a@5 named right",
    ran: "a@1",
    classes: "pending a@5; duplicates a@5; applied a@1",
    plan: "-",
    found: "FOLDER_VERSION_TWICE",
    exit: 6,
  },
  {
    title: "two branches gave one version in one module, the other one ran here",
    disk: "a@1, a@5 named right edited",
    ran: "a@1, a@5 named left",
    classes: "applied a@1; edited a@5",
    plan: "-",
    found: "MIGRATION_EDITED FOLDER_RENAMED",
    exit: 6,
  },
  {
    title: "dependency added later: old migrations keep running where they were applied",
    modules: "a, b needs a",
    disk: "b@1, a@2, b@3, a@4",
    ran: "b@1",
    classes: "pending a@2 b@3 a@4; applied b@1",
    plan: "a@2, b@3, a@4",
    exit: 0,
  },
  {
    title: "dependency added later, with a `requires` on something younger than the migration",
    disk: "a@1, b@2 requires a@7, a@7",
    ran: "a@1",
    classes: "pending b@2 a@7; applied a@1",
    plan: "a@7, b@2",
    exit: 0,
  },
  {
    title: "new module with old stamps",
    modules: "a, b needs a, c needs a",
    disk: "a@5, b@6, c@1, c@2",
    ran: "a@5, b@6",
    classes: "pending c@1 c@2; applied a@5 b@6",
    plan: "c@1, c@2",
    exit: 0,
  },
  {
    title: "new module with old stamps on a fresh database: no soft edge to what is younger",
    modules: "a, c needs a",
    disk: "a@5, c@1, c@6",
    ran: "",
    classes: "pending c@1 a@5 c@6",
    plan: "c@1, a@5, c@6",
    exit: 0,
  },

  // Cycles
  {
    title: "module cycle with an acyclic migration graph",
    modules: "a needs b, b needs a",
    disk: "a@1, b@2, a@3, b@4",
    ran: "",
    classes: "pending a@1 b@2 a@3 b@4",
    plan: "a@1, b@2, a@3, b@4",
    exit: 0,
  },
  {
    title: "module cycle within one second: the soft edge that comes second is left out",
    modules: "a needs b, b needs a",
    disk: "a@1, b@1",
    ran: "",
    classes: "pending a@1 b@1",
    plan: "b@1, a@1",
    exit: 0,
  },
  {
    title: "a soft edge gives way to a hard one",
    modules: "a needs b, b needs a",
    disk: "a@1 requires b@2, b@2",
    ran: "",
    classes: "pending a@1 b@2",
    plan: "b@2, a@1",
    exit: 0,
  },
  {
    title: "true cycle",
    disk: "a@1 requires b@2, b@2 requires a@1",
    ran: "",
    classes: "pending a@1 b@2",
    plan: "-",
    found: "MIGRATION_CYCLE",
    exit: 3,
  },
  {
    title: "true cycle over the order of versions",
    disk: "a@1 requires b@4, b@2 requires a@3, a@3, b@4",
    ran: "",
    classes: "pending a@1 b@2 a@3 b@4",
    plan: "-",
    found: "MIGRATION_CYCLE",
    exit: 3,
  },
  {
    title: "true cycle with sys-core, which waits for nobody",
    disk: "sys-core@1 requires a@2, a@2",
    ran: "",
    classes: "pending sys-core@1 a@2",
    plan: "-",
    found: "MIGRATION_CYCLE",
    exit: 3,
  },

  // Edits
  {
    title: "edited file",
    disk: "a@1 edited, a@2",
    ran: "a@1",
    classes: "pending a@2; edited a@1",
    plan: "-",
    found: "MIGRATION_EDITED",
    exit: 6,
  },
  {
    title: "edited file, nothing pending",
    disk: "a@1 edited",
    ran: "a@1",
    classes: "edited a@1",
    plan: "-",
    found: "MIGRATION_EDITED",
    exit: 6,
  },
  {
    title: "comment-only edit",
    disk: "a@1 commented, a@2",
    ran: "a@1",
    classes: "pending a@2; applied a@1",
    plan: "a@2",
    exit: 0,
  },
  {
    title: "edited down",
    disk: "a@1 down-edited, a@2",
    ran: "a@1",
    classes: "pending a@2; applied a@1",
    plan: "a@2",
    found: "DOWN_EDITED",
    exit: 0,
  },
  {
    title: "edited up and down",
    disk: "a@1 edited down-edited",
    ran: "a@1",
    classes: "edited a@1",
    plan: "-",
    found: "MIGRATION_EDITED DOWN_EDITED",
    exit: 6,
  },
  {
    title: "renamed folder",
    disk: "a@1 named create_accounts, a@2",
    ran: "a@1 named create_account",
    classes: "pending a@2; applied a@1",
    plan: "a@2",
    found: "FOLDER_RENAMED",
    exit: 0,
  },

  // Folders and releases that differ
  {
    title: "missing file",
    disk: "a@1, a@3",
    ran: "a@1, a@2, a@3",
    classes: "applied a@1 a@3; missing a@2",
    plan: "-",
    found: "MIGRATION_MISSING",
    exit: 6,
  },
  {
    title: "missing file, work of another module pending",
    disk: "a@1, a@3, b@4",
    ran: "a@1, a@2, a@3",
    classes: "pending b@4; applied a@1 a@3; missing a@2",
    plan: "-",
    found: "MIGRATION_MISSING",
    exit: 6,
  },
  {
    title: "folder moved to another stamp by hand, without a `was` header",
    disk: "a@1, a@9",
    ran: "a@1, a@2",
    classes: "pending a@9; applied a@1; missing a@2",
    plan: "-",
    found: "MIGRATION_MISSING",
    exit: 6,
  },
  {
    title: "older checkout on a newer database, nothing pending",
    disk: "a@1, b@2",
    ran: "a@1, b@2, a@8, a@9",
    classes: "applied a@1 b@2; ahead a@8 a@9",
    plan: "",
    found: "MIGRATION_AHEAD",
    exit: 0,
  },
  {
    title: "older checkout on a newer database, own work pending in that module",
    disk: "a@1, a@5",
    ran: "a@1, a@8",
    classes: "pending a@5; applied a@1; ahead a@8",
    plan: "-",
    found: "AHEAD_AND_PENDING",
    exit: 6,
  },
  {
    title: "older checkout on a newer database, own work pending in another module",
    disk: "a@1, b@2, b@5",
    ran: "a@1, b@2, a@8",
    classes: "pending b@5; applied a@1 b@2; ahead a@8",
    plan: "b@5",
    found: "MIGRATION_AHEAD",
    exit: 0,
  },
  {
    title: "older checkout with own work that is newer than what it lacks",
    disk: "a@1, a@9",
    ran: "a@1, a@8",
    classes: "pending a@9; applied a@1; missing a@8",
    plan: "-",
    found: "MIGRATION_MISSING",
    exit: 6,
  },
  {
    title: "an older release from before a module had migrations",
    disk: "a@1",
    ran: "a@1, b@2",
    classes: "applied a@1; ahead b@2",
    plan: "",
    found: "MIGRATION_AHEAD",
    exit: 0,
  },
  {
    title: "an older sys-core on a newer database",
    disk: "sys-core@1, a@2",
    ran: "sys-core@1, a@2, sys-core@7",
    classes: "applied sys-core@1 a@2; ahead sys-core@7",
    plan: "",
    found: "MIGRATION_AHEAD",
    exit: 0,
  },
  {
    title: "a service that ships only some modules",
    modules: "a",
    disk: "a@1, a@6",
    ran: "a@1, b@2, c@3, b@9",
    classes: "pending a@6; applied a@1; elsewhere b@2 c@3 b@9",
    plan: "a@6",
    found: "MODULE_ELSEWHERE MODULE_ELSEWHERE",
    exit: 0,
  },
  {
    title: "a service whose migration requires one of a module that it does not ship, applied",
    modules: "b",
    disk: "b@3 requires a@2",
    ran: "a@2",
    classes: "pending b@3; elsewhere a@2",
    plan: "b@3",
    found: "MODULE_ELSEWHERE",
    exit: 0,
  },
  {
    title: "a service whose migration requires one of a module that it does not ship, not applied",
    modules: "b",
    disk: "b@3 requires a@2",
    ran: "a@1",
    classes: "pending b@3; elsewhere a@1",
    plan: "-",
    found: "REQUIRES_UNKNOWN MODULE_ELSEWHERE",
    exit: 3,
  },
  {
    title: "a module taken out of the workspace",
    modules: "a",
    disk: "a@1",
    ran: "a@1, b@2",
    classes: "applied a@1; elsewhere b@2",
    plan: "",
    found: "MODULE_ELSEWHERE",
    exit: 0,
  },

  // Targets
  {
    title: "a target that lists a module: what that depends on comes along",
    modules: "a, b needs a, c needs a",
    disk: "a@1, b@2, c@3",
    ran: "",
    target: ["b"],
    classes: "pending a@1 b@2; outside c@3",
    plan: "a@1, b@2",
    exit: 0,
  },
  {
    title: "a target that no longer lists a module",
    modules: "a, b",
    disk: "a@1, b@2, b@3",
    ran: "a@1, b@2",
    target: ["a"],
    classes: "outside b@2 b@3; applied a@1; elsewhere b@2",
    plan: "",
    found: "MODULE_ELSEWHERE",
    exit: 0,
  },
  {
    title: "a target that lists a module by a `requires` only",
    modules: "a, b",
    disk: "a@1, b@2 requires a@1",
    ran: "",
    target: ["b"],
    classes: "pending a@1 b@2",
    plan: "a@1, b@2",
    exit: 0,
  },
  {
    title: "a target that lists a module that does not exist",
    modules: "a",
    disk: "a@1",
    ran: "",
    target: ["a", "z"],
    classes: "pending a@1",
    plan: "-",
    found: "MODULE_UNKNOWN",
    exit: 3,
  },

  // Restamps and renames
  {
    title: "restamp where the old stamp ran: the new one is recorded, after what was merged before it",
    disk: "a@1, a@5, a@9 was 3 commented",
    ran: "a@1, a@3",
    classes: "pending a@5; applied a@1; restamps a@9",
    plan: "a@5, a@9 (was 3)",
    exit: 0,
  },
  {
    title: "restamp where the old stamp ran and an older one was merged before it",
    disk: "a@1, a@2, a@9 was 3 commented",
    ran: "a@1, a@3",
    classes: "pending a@2; applied a@1; restamps a@9",
    plan: "a@2, a@9 (was 3)",
    exit: 0,
  },
  {
    title: "restamp where the old stamp did not run",
    disk: "a@1, a@5, a@9 was 3",
    ran: "a@1, a@5",
    classes: "pending a@9; applied a@1 a@5",
    plan: "a@9",
    exit: 0,
  },
  {
    title: "restamped twice",
    disk: "a@1, a@9 was 3+6 commented",
    ran: "a@1, a@3",
    classes: "applied a@1; restamps a@9",
    plan: "a@9 (was 3)",
    exit: 0,
  },
  {
    title: "restamped and edited",
    disk: "a@1, a@9 was 3 edited",
    ran: "a@1, a@3",
    classes: "applied a@1; edited a@9",
    plan: "-",
    found: "MIGRATION_EDITED",
    exit: 6,
  },
  {
    title: "restamp, recorded by an earlier run",
    disk: "a@1, a@5, a@9 was 3 commented",
    ran: "a@1, a@9, a@5",
    classes: "applied a@1 a@5 a@9",
    plan: "",
    exit: 0,
  },
  {
    title: "a release from before a restamp that is recorded: refused, not run again",
    disk: "a@1, a@3",
    ran: "a@1, a@9",
    classes: "pending a@3; applied a@1; ahead a@9",
    plan: "-",
    found: "AHEAD_AND_PENDING",
    exit: 6,
  },
  {
    title: "restamp, the old folder left behind",
    disk: "a@3, a@9 was 3",
    ran: "a@3",
    classes: "pending a@9; applied a@3",
    plan: "-",
    found: "STAMP_TAKEN",
    exit: 3,
  },
  {
    title: "two migrations claim one old stamp",
    disk: "a@8 was 3, a@9 was 3",
    ran: "a@3",
    classes: "pending a@9; restamps a@8",
    plan: "-",
    found: "STAMP_TAKEN STAMP_TAKEN",
    exit: 3,
  },
  {
    title: "one migration ran under both stamps",
    disk: "a@9 was 3",
    ran: "a@3, a@9",
    classes: "applied a@9; missing a@3",
    plan: "-",
    found: "MIGRATION_MISSING",
    exit: 6,
  },
  {
    title: "`requires` names an old stamp",
    disk: "a@1, a@9 was 3, b@5 requires a@3",
    ran: "a@1",
    classes: "pending b@5 a@9; applied a@1",
    plan: "a@9, b@5",
    exit: 0,
  },
  {
    title: "renamed module: its rows keep the old name and count",
    modules: "a, shop needs a was b",
    disk: "a@1, shop@2, shop@5",
    ran: "a@1, b@2",
    classes: "pending shop@5; applied a@1 shop@2",
    plan: "shop@5",
    exit: 0,
  },
  {
    title: "renamed module, late-merged older version",
    modules: "shop was b",
    disk: "shop@2, shop@3, shop@5",
    ran: "b@2, b@5",
    classes: "late shop@3; applied shop@2 shop@5",
    plan: "-",
    found: "OUT_OF_ORDER",
    exit: 6,
  },
  {
    title: "renamed and restamped: the row gets the stamp and keeps the name",
    modules: "shop was b",
    disk: "shop@2, shop@9 was 4 commented",
    ran: "b@2, b@4",
    classes: "applied shop@2; restamps shop@9",
    plan: "shop@9 (was b@4)",
    exit: 0,
  },
  {
    title: "a release from before a module was renamed",
    modules: "b",
    disk: "b@2",
    ran: "b@2, shop@5",
    classes: "applied b@2; elsewhere shop@5",
    plan: "",
    found: "MODULE_ELSEWHERE",
    exit: 0,
  },
  {
    title: "`requires` names a module by its old name",
    modules: "a, shop was b",
    disk: "a@3 requires b@7, shop@7",
    ran: "",
    classes: "pending a@3 shop@7",
    plan: "shop@7, a@3",
    exit: 0,
  },

  // What was asked for
  {
    title: "-m brings what it requires and nothing else",
    modules: "a, b, c, d needs a",
    disk: "a@1, b@2, c@3, d@4 requires b@2",
    ran: "",
    request: { modules: ["d"] },
    classes: "pending a@1 b@2 c@3 d@4",
    plan: "a@1 <- d@4, b@2 <- d@4, d@4",
    exit: 0,
  },
  {
    title: "-m brings the versions before the one required, and leaves those after it",
    modules: "a, b needs a",
    disk: "a@1, a@2, a@8, b@4 requires a@2",
    ran: "",
    request: { modules: ["b"] },
    classes: "pending a@1 a@2 b@4 a@8",
    plan: "a@1 <- a@2, a@2 <- b@4, b@4",
    exit: 0,
  },
  {
    title: "-m with sys-core pending",
    disk: "sys-core@1, a@2, b@3",
    ran: "",
    request: { modules: ["a"] },
    classes: "pending sys-core@1 a@2 b@3",
    plan: "sys-core@1, a@2",
    exit: 0,
  },
  {
    title: "-m by the old name of a module",
    modules: "a, shop was b",
    disk: "a@1, shop@2",
    ran: "",
    request: { modules: ["b"] },
    classes: "pending a@1 shop@2",
    plan: "shop@2",
    exit: 0,
  },
  {
    title: "-m of a module that does not exist",
    disk: "a@1",
    ran: "",
    request: { modules: ["z"] },
    classes: "pending a@1",
    plan: "-",
    found: "MODULE_UNKNOWN",
    exit: 3,
  },
  {
    title: "-m --to stops at a version of the module",
    disk: "a@1, b@2, a@3, b@4",
    ran: "",
    request: { modules: ["b"], to: stamp(2) },
    classes: "pending a@1 b@2 a@3 b@4",
    plan: "a@1 <- b@2, b@2",
    exit: 0,
  },
  {
    title: "--to takes everything that is not newer, and what that requires",
    disk: "a@1, b@2 requires a@3, a@3, b@4",
    ran: "",
    request: { to: stamp(2) },
    classes: "pending a@1 b@2 a@3 b@4",
    plan: "a@1, a@3 <- b@2, b@2",
    exit: 0,
  },
  {
    title: "--to a version that no migration has",
    disk: "a@1, a@5",
    ran: "",
    request: { to: stamp(3) },
    classes: "pending a@1 a@5",
    plan: "-",
    found: "VERSION_UNKNOWN",
    exit: 3,
  },
  {
    title: "-m --to a version of another module",
    disk: "a@1, b@2",
    ran: "",
    request: { modules: ["b"], to: stamp(1) },
    classes: "pending a@1 b@2",
    plan: "-",
    found: "VERSION_UNKNOWN",
    exit: 3,
  },
  {
    title: "--to the old stamp of a migration",
    disk: "a@1, a@5 was 3, a@7",
    ran: "",
    request: { to: stamp(3) },
    classes: "pending a@1 a@5 a@7",
    plan: "a@1, a@5",
    exit: 0,
  },
  {
    title: "-m of a module stops at an error of another one",
    disk: "a@1 edited, b@2",
    ran: "a@1",
    request: { modules: ["b"] },
    classes: "pending b@2; edited a@1",
    plan: "-",
    found: "MIGRATION_EDITED",
    exit: 6,
  },
];

describe("merge and release histories", () => {
  test.each(table)("$title", (row) => {
    const input: HistoryInput = {
      modules: modules(row.modules ?? ab),
      migrations: migrations(row.disk),
      applied: rows(row.ran),
      targetModules: row.target,
    };
    const edited = listRawDifferences(input)
      .map((one) => ({
        ...one,
        up: one.up && meansOther(one.migration.checksums.up),
        down: one.down && meansOther(one.migration.checksums.down),
      }))
      .filter((one) => one.up || one.down);
    const history = checkHistory({ ...input, edited });
    const outcome = run(row, input, history);
    expect({ classes: classesOf(history), ...outcome }).toEqual({
      classes: row.classes,
      plan: row.plan,
      found: row.found ?? "",
      exit: row.exit,
    });
  });

  test("every message is one that a person can act on: identity, reason and cure", () => {
    const input = {
      modules: modules("a"),
      migrations: migrations("a@1, a@2, a@4 edited"),
      applied: rows("a@1, a@3, a@4"),
    };
    const { findings } = checkHistory({ ...input, edited: listRawDifferences(input) });
    expect(
      findings.map(({ code, message, hint }) => ({ code, message: short(message), hint: short(hint ?? "") })),
    ).toEqual([
      {
        code: "MIGRATION_EDITED",
        message: "a@4 (change) has changed since it was applied",
        hint: "Put the old text back and write a new migration. While you are still writing it, in a development database: strata redo -m a. Or accept the new text: strata repair accept -m a 4 --why TEXT",
      },
      {
        code: "MIGRATION_MISSING",
        message: "a@3 (change) is applied, but its folder is not here, and a has newer ones",
        hint: "Bring the folder back from version control or merge the branch that has it; if it was given a new stamp, name the old one there: -- strata: was 3",
      },
      {
        code: "OUT_OF_ORDER",
        message: "a@2 (change) is not applied, but a@4 (change) of the same module is, and is newer",
        hint: "Give it a new stamp: strata new --restamp a 2",
      },
    ]);
  });
});

function run(row: Case, input: HistoryInput, history: CheckedHistory): { plan: string; found: string; exit: number } {
  const found = history.findings.map(({ code }) => code);
  try {
    const plan = planUp({
      ...input,
      history,
      request: row.request ?? {},
      target: { host: "localhost", port: 5432, database: "acme", user: "acme" },
      environment: "development",
    });
    return { plan: plan.steps.map(describeStep).join(", "), found: found.join(" "), exit: 0 };
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
    // A finding is told with the list; what planning itself refuses stands for itself.
    const codes = error.details.findings === undefined ? [...found, error.code] : found;
    return { plan: "-", found: codes.join(" "), exit: error.exitCode };
  }
}

function describeStep(step: PlannedStep): string {
  const was = step.recordedAs === undefined ? step.was : `${step.recordedAs}@${step.was}`;
  const restamp = step.action === "restamp" ? ` (was ${was})` : "";
  const because = step.because.length === 0 ? "" : ` <- ${step.because.join(" ")}`;
  return short(formatId(step) + restamp + because);
}

function classesOf(history: CheckedHistory): string {
  const { pending, late, outside, duplicates, applied, edited, restamps, elsewhere, ahead, missing } = history;
  const folders = { pending, late, outside, duplicates };
  const pairs = { applied, edited, restamps };
  const lists = [
    ...Object.entries(folders).map(([name, list]) => [name, list.map(formatId)] as const),
    ...Object.entries(pairs).map(([name, list]) => [name, list.map((pair) => formatId(pair.migration))] as const),
    ...Object.entries({ elsewhere, ahead, missing }).map(([name, list]) => [name, list.map(formatId)] as const),
  ];
  return lists
    .filter(([, ids]) => ids.length > 0)
    .map(([name, ids]) => `${name} ${ids.map(short).join(" ")}`)
    .join("; ");
}
