import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { checkWorkspace } from "../../src/usecases/look/check-workspace.js";
import { restampMigration } from "../../src/usecases/write/restamp.js";
import { addToTree, temporaryTree } from "../support/temporary-tree.js";

/** A migration of the module shop that does nothing. */
const folder = (stamp: string, name: string) => ({
  [`modules/shop/migrations/${stamp}_${name}/up.sql`]: "-- nothing\n",
  [`modules/shop/migrations/${stamp}_${name}/down.sql`]: "-- nothing\n",
});

function repository(): {
  root: string;
  git: (...words: string[]) => void;
  commit: (files: Record<string, string>) => void;
} {
  const root = temporaryTree({
    "pnpm-workspace.yaml": 'packages: ["modules/*"]\n',
    "package.json": { name: "acme", private: true },
    "modules/shop/package.json": { name: "shop", strata: {} },
    ...folder("20260101000000", "create"),
  });
  const git = (...words: string[]): void => {
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.test", "-C", root, ...words]);
  };
  const commit = (files: Record<string, string>): void => {
    addToTree(root, files);
    git("add", "-A");
    git("commit", "--quiet", "--message", "more");
  };
  git("init", "--quiet", "--initial-branch=main");
  commit({});
  return { root, git, commit };
}

const late = async (root: string, since = "main"): Promise<string[]> =>
  (await checkWorkspace({ cwd: root, since })).findings.map(
    ({ code, module, version }) => `${code} ${module}@${version}`,
  );

test("what would be merged late is named before the merge and after it, and is not once it has a new stamp", async () => {
  const { root, git, commit } = repository();
  git("checkout", "--quiet", "-b", "work");
  commit(folder("20260201000000", "mine"));
  expect(await late(root)).toEqual([]);
  git("checkout", "--quiet", "main");
  commit(folder("20260202000000", "theirs"));
  git("checkout", "--quiet", "work");
  expect(await late(root)).toEqual(["LATE_MERGED shop@20260201000000"]);
  git("merge", "--quiet", "main");
  expect(await late(root)).toEqual(["LATE_MERGED shop@20260201000000"]);
  await restampMigration({ cwd: root, module: "shop", migration: "20260201000000" });
  expect(await late(root)).toEqual([]);
});

test("a newer one, and one that the revision has under another name, are not late", async () => {
  const { root, git, commit } = repository();
  commit(folder("20260301000000", "newest"));
  git("checkout", "--quiet", "-b", "work");
  git("mv", "modules/shop/migrations/20260101000000_create", "modules/shop/migrations/20260101000000_begin");
  commit(folder("20260302000000", "mine"));
  expect(await late(root)).toEqual([]);
});
