import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { StrataError } from "../../src/errors/strata-error.js";
import type { RunResult } from "../../src/usecases/options.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { status } from "../../src/usecases/look/status.js";
import { formatId } from "../../src/types/ids.js";
import { historyOf, objectsOf, valueOf } from "../run/workspace.js";
import { freshDatabase } from "../support/cluster.js";
import { short } from "../support/histories.js";
import { SYS_CORE_HISTORY } from "../support/sys-core.js";
import { failure } from "../run/failure.js";
import { addToTree, temporaryTree, type TreeEntry } from "../support/temporary-tree.js";
import { treeOfHistory } from "./folders-of-history.js";

/**
 * Merges and releases from end to end: `ran` is migrated by the workspace of one release, then `disk` is what stands in
 * the folders. test/support/histories.ts explains the notation; src/plan/histories.test.ts has more rows, without a
 * database.
 */
interface Case {
  readonly title: string;
  readonly ran: string;
  readonly ranModules?: string;
  readonly disk: string;
  readonly modules?: string;
  /** The modules that the target lists. */
  readonly target?: readonly string[];
  /** What `status` lists, and `current` when it says so. */
  readonly status: string;
  /** Codes of the findings of `status`. */
  readonly found?: string;
  /** The steps of `up`, `-` when it is refused. */
  readonly up: string;
  readonly exit: 0 | 3 | 6;
  /** The history afterwards, in the order of application; as it was when `up` is refused. */
  readonly history?: string;
  /** The tables afterwards, where they are not those of the history's stamps. */
  readonly tables?: string;
  /** `-` when `down --all` is refused too. */
  readonly back?: "-";
}

const ab = "a, b needs a";

const table: readonly Case[] = [
  // Merges
  {
    title: "late-merged older version in the same module",
    ran: "a@1, a@3",
    disk: "a@1, a@2, a@3, a@4",
    status: "pending a@2 a@4",
    found: "OUT_OF_ORDER",
    up: "-",
    exit: 6,
  },
  {
    title: "late-merged older version in the same module, given a new stamp",
    ran: "a@1, a@3",
    disk: "a@1, a@3, a@4, a@9 was 2",
    status: "pending a@4 a@9",
    up: "a@4, a@9",
    exit: 0,
    history: "a@1 a@3 a@4 a@9",
    tables: "public.a_1 public.a_2 public.a_3 public.a_4",
  },
  {
    title: "late-merged older version in another module simply runs",
    ran: "a@1, b@3",
    disk: "a@1, a@2, b@3",
    status: "pending a@2",
    up: "a@2",
    exit: 0,
    history: "a@1 b@3 a@2",
  },
  {
    title: "two branches gave one version in two modules",
    ran: "a@1",
    disk: "a@1, a@5, b@5",
    status: "pending a@5 b@5",
    up: "a@5, b@5",
    exit: 0,
    history: "a@1 a@5 b@5",
  },
  {
    title: "two branches gave one version in one module, both folders are here",
    ran: "a@1",
    disk: "a@1, a@5 named left, a@5 named right",
    status: "pending a@5",
    found: "FOLDER_VERSION_TWICE",
    up: "-",
    exit: 6,
    back: "-",
  },
  {
    title: "two branches gave one version in one module, the other one ran here",
    ran: "a@1, a@5 named left",
    disk: "a@1, a@5 named right edited",
    status: "",
    found: "MIGRATION_EDITED FOLDER_RENAMED",
    up: "-",
    exit: 6,
  },
  {
    title: "dependency added later, with a `requires` on something younger",
    ranModules: "a, b",
    ran: "a@1, b@1",
    disk: "a@1, b@1, b@2 requires a@7, a@7",
    status: "pending a@7 b@2",
    up: "a@7, b@2",
    exit: 0,
    history: "a@1 b@1 a@7 b@2",
  },
  {
    title: "new module with old stamps",
    modules: "a, b needs a, c needs a",
    ran: "a@5, b@6",
    disk: "a@5, b@6, c@1, c@2",
    status: "pending c@1 c@2",
    up: "c@1, c@2",
    exit: 0,
    history: "a@5 b@6 c@1 c@2",
  },
  {
    title: "module cycle with an acyclic migration graph",
    modules: "a needs b, b needs a",
    ran: "a@1",
    disk: "a@1, b@2 requires a@1, a@3 requires b@2, b@4",
    status: "pending b@2 a@3 b@4",
    up: "b@2, a@3, b@4",
    exit: 0,
    history: "a@1 b@2 a@3 b@4",
  },
  {
    title: "true cycle",
    ran: "a@1",
    disk: "a@1, a@2 requires b@3, b@3 requires a@2",
    status: "pending a@2 b@3",
    found: "MIGRATION_CYCLE",
    up: "-",
    exit: 3,
  },

  // Edits
  {
    title: "edited file",
    ran: "a@1",
    disk: "a@1 edited, a@2",
    status: "pending a@2",
    found: "MIGRATION_EDITED",
    up: "-",
    exit: 6,
  },
  {
    title: "edited file, nothing pending",
    ran: "a@1",
    disk: "a@1 edited",
    status: "",
    found: "MIGRATION_EDITED",
    up: "-",
    exit: 6,
  },
  {
    title: "comment-only edit",
    ran: "a@1",
    disk: "a@1 commented, a@2",
    status: "pending a@2",
    up: "a@2",
    exit: 0,
    history: "a@1 a@2",
  },
  {
    title: "edited down",
    ran: "a@1",
    disk: "a@1 down-edited, a@2",
    status: "pending a@2",
    found: "DOWN_EDITED",
    up: "a@2",
    exit: 0,
    history: "a@1 a@2",
  },
  {
    title: "renamed folder",
    ran: "a@1 named create_account",
    disk: "a@1 named create_accounts, a@2",
    status: "pending a@2",
    found: "FOLDER_RENAMED",
    up: "a@2",
    exit: 0,
    history: "a@1 a@2",
  },

  // Folders and releases that differ
  {
    title: "missing file, work of another module pending",
    ran: "a@1, a@2, a@3",
    disk: "a@1, a@3, b@4",
    status: "pending b@4; missing a@2",
    found: "MIGRATION_MISSING",
    up: "-",
    exit: 6,
  },
  {
    title: "older checkout on a newer database, nothing pending",
    ran: "a@1, b@2, a@8, a@9",
    disk: "a@1, b@2",
    status: "current; ahead a@8 a@9",
    found: "MIGRATION_AHEAD",
    up: "",
    exit: 0,
    history: "a@1 b@2 a@8 a@9",
  },
  {
    title: "older checkout on a newer database, own work pending in that module",
    ran: "a@1, a@8",
    disk: "a@1, a@5",
    status: "pending a@5; ahead a@8",
    found: "AHEAD_AND_PENDING",
    up: "-",
    exit: 6,
  },
  {
    title: "older checkout on a newer database, own work pending in another module",
    ran: "a@1, b@2, a@8",
    disk: "a@1, b@2, b@5",
    status: "pending b@5; ahead a@8",
    found: "MIGRATION_AHEAD",
    up: "b@5",
    exit: 0,
    history: "a@1 b@2 a@8 b@5",
  },
  {
    title: "a service that ships only some modules",
    ranModules: "a, b, c",
    ran: "a@1, b@2, c@3, b@9",
    modules: "a",
    disk: "a@1, a@6",
    status: "pending a@6; elsewhere b@2 c@3 b@9",
    found: "MODULE_ELSEWHERE MODULE_ELSEWHERE",
    up: "a@6",
    exit: 0,
    history: "a@1 b@2 c@3 b@9 a@6",
  },
  {
    title: "a service whose migration requires one of a module that it does not ship, applied",
    ranModules: "a",
    ran: "a@2",
    modules: "b",
    disk: "b@3 requires a@2",
    status: "pending b@3; elsewhere a@2",
    found: "MODULE_ELSEWHERE",
    up: "b@3",
    exit: 0,
    history: "a@2 b@3",
  },
  {
    title: "a service whose migration requires one of a module that it does not ship, not applied",
    ranModules: "a",
    ran: "a@1",
    modules: "b",
    disk: "b@3 requires a@2",
    status: "pending b@3; elsewhere a@1",
    found: "REQUIRES_UNKNOWN MODULE_ELSEWHERE",
    up: "-",
    exit: 3,
  },
  {
    title: "a module taken out of the workspace, which applied migrations of another one require",
    ranModules: "a, b",
    ran: "a@1, b@2 requires a@1",
    modules: "b",
    disk: "b@2 requires a@1, b@3",
    status: "pending b@3; elsewhere a@1",
    found: "MODULE_ELSEWHERE",
    up: "b@3",
    exit: 0,
    history: "a@1 b@2 b@3",
  },
  {
    title: "a target that lists a module: what that depends on comes along, the others stay out",
    modules: "a, b needs a, c",
    ran: "a@1, c@1",
    disk: "a@1, a@2, b@3, c@1, c@4",
    target: ["b"],
    status: "pending a@2 b@3; elsewhere c@1",
    found: "MODULE_ELSEWHERE",
    up: "a@2, b@3",
    exit: 0,
    history: "a@1 c@1 a@2 b@3",
  },

  // Restamps and renames
  {
    title: "restamp where the old stamp ran: the new one is recorded and nothing is executed",
    ran: "a@1, a@3",
    disk: "a@1, a@5, a@9 was 3",
    status: "pending a@5 a@9 (was 3)",
    up: "a@5, a@9 (was 3)",
    exit: 0,
    history: "a@1 a@9 a@5",
    tables: "public.a_1 public.a_3 public.a_5",
  },
  {
    title: "restamped twice",
    ran: "a@1, a@3",
    disk: "a@1, a@9 was 3+6",
    status: "pending a@9 (was 3)",
    up: "a@9 (was 3)",
    exit: 0,
    history: "a@1 a@9",
    tables: "public.a_1 public.a_3",
  },
  {
    title: "restamped and edited",
    ran: "a@1, a@3",
    disk: "a@1, a@9 was 3 edited",
    status: "",
    found: "MIGRATION_EDITED",
    up: "-",
    exit: 6,
  },
  {
    title: "a release from before a restamp that is recorded: refused, not run again",
    ran: "a@1, a@9 was 3",
    disk: "a@1, a@3",
    status: "pending a@3; ahead a@9",
    found: "AHEAD_AND_PENDING",
    up: "-",
    exit: 6,
  },
  {
    title: "restamp, the old folder left behind",
    ran: "a@3",
    disk: "a@3, a@9 was 3",
    status: "pending a@9",
    found: "STAMP_TAKEN",
    up: "-",
    exit: 3,
    back: "-",
  },
  {
    title: "renamed module: its rows keep the old name and count",
    ran: "a@1, b@2",
    modules: "a, shop needs a was b",
    disk: "a@1, shop@2, shop@5",
    ranModules: ab,
    status: "pending shop@5",
    up: "shop@5",
    exit: 0,
    history: "a@1 b@2 shop@5",
    tables: "public.a_1 public.b_2 public.b_5",
  },
  {
    title: "renamed and restamped: the row gets the stamp and keeps the name",
    ranModules: "b",
    ran: "b@2, b@4",
    modules: "shop was b",
    disk: "shop@2, shop@9 was 4",
    status: "pending shop@9 (was 4)",
    up: "shop@9 (was b@4)",
    exit: 0,
    history: "b@2 b@9",
    tables: "public.b_2 public.b_4",
  },
];

test.each(table)("$title", async (row) => {
  const { url, drop } = await freshDatabase();
  onTestFinished(drop);
  const cwd = temporaryTree(workspace(row.ranModules ?? row.modules ?? ab, row.ran));
  await migrate({ cwd, url, allowProduction: true });
  const before = await contentOf(url);
  rmSync(join(cwd, "modules"), { recursive: true });
  addToTree(cwd, workspace(row.modules ?? ab, row.disk, row.target));
  const place = row.target === undefined ? { url } : { target: "service", env: { SERVICE_URL: url } };
  const options = { cwd, allowProduction: true, ...place };

  expect(await statusOf(options)).toEqual({ status: row.status, found: row.found ?? "" });
  expect(await upOf(options)).toEqual({ up: row.up, exit: row.exit });
  const after = await contentOf(url);
  if (row.exit === 0) {
    expect(after).toEqual({ history: row.history, tables: row.tables ?? tablesOf(after.history) });
    expect((await status(options)).current).toBe(true);
    expect((await migrate(options)).steps).toEqual([]);
  } else {
    expect(after).toEqual(before);
  }
  // Whatever was merged, there is a way back to nothing, unless two folders claim one stamp.
  const down = rollBack({ ...options, all: true });
  if (row.back === "-") expect(await failure(down)).toMatchObject({ exitCode: row.exit });
  else expect(await down.then(() => contentOf(url))).toEqual({ history: "", tables: "" });
});

function workspace(modules: string, migrations: string, target?: readonly string[]): Record<string, TreeEntry> {
  return {
    "pnpm-workspace.yaml": 'packages: ["modules/*"]\n',
    "package.json": { name: "acme", private: true },
    ...treeOfHistory(modules, migrations),
    ...(target === undefined
      ? {}
      : { "strata.config.json": { targets: { service: { url: "$SERVICE_URL", modules: target } } } }),
  };
}

type Options = Parameters<typeof migrate>[0] & object;

async function statusOf(options: Options): Promise<{ status: string; found: string }> {
  const { current, pending, elsewhere, ahead, missing, findings } = await status(options);
  const waiting = pending.map((one) => formatId(one) + (one.was === undefined ? "" : ` (was ${one.was})`));
  const others = Object.entries({ elsewhere, ahead, missing }).map(([name, ids]) => [name, ids.map(formatId)] as const);
  const lists = ([["pending", waiting], ...others] as const).filter(([, ids]) => ids.length > 0);
  return {
    status: [...(current ? ["current"] : []), ...lists.map(([name, ids]) => short(`${name} ${ids.join(" ")}`))].join(
      "; ",
    ),
    found: findings.map(({ code }) => code).join(" "),
  };
}

async function upOf(options: Options): Promise<{ up: string; exit: number }> {
  try {
    const { plan } = await migrate(options);
    return { up: plan.steps.map(describe).join(", "), exit: 0 };
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
    return { up: "-", exit: error.exitCode };
  }
}

function describe({ module, version, action, was, recordedAs }: RunResult["plan"]["steps"][number]): string {
  const old = recordedAs === undefined ? was : `${recordedAs}@${was}`;
  return short(formatId({ module, version }) + (action === "restamp" ? ` (was ${old})` : ""));
}

/** The tables of migrations that kept their stamp and the name of their module. */
function tablesOf(history: string): string {
  return history
    .split(" ")
    .map((id) => `public.${id.replace("@", "_")}`)
    .toSorted()
    .join(" ");
}

/** What stands in a database: the history without sys-core in the order of application, and the tables. */
async function contentOf(url: string): Promise<{ history: string; tables: string }> {
  const objects = await objectsOf(url);
  const there = (await valueOf(url, "SELECT to_regclass('sys_core.migration')")) !== null;
  return {
    history: there ? short((await historyOf(url)).filter((id) => !SYS_CORE_HISTORY.includes(id)).join(" ")) : "",
    tables: objects.filter((name) => !name.endsWith("_pkey")).join(" "),
  };
}
