import { setEnvironment } from "@strata/core";
import { describe, expect, test } from "vitest";
import { BAD, badInputs, type BadInput, expectDecent, passwordOf, reportsOf, shop } from "../support/bad-input.js";
import { copyOf, emptyDatabase } from "../support/databases.js";
import { query } from "../support/fingerprint.js";
import { runStrata } from "../support/run-strata.js";
import { temporaryWorkspace } from "../support/temporary-workspace.js";

const sound = { "up.sql": "CREATE TABLE shop.bad (id integer);\n", "down.sql": "DROP TABLE shop.bad;\n" };
const NOT_CONFIRMED = { code: "PRODUCTION_NOT_CONFIRMED", message: "is production", hint: "--yes" } as const;

/** A copy of the room's database that is stamped as production. */
const production: BadInput["stage"] = async ({ database, workspace }) => {
  const copy = await copyOf(database);
  await setEnvironment({ cwd: workspace.root, url: copy.url, class: "production", database: copy.database });
  return copy;
};

badInputs("environment", [
  {
    name: "a database without a stamp, and nobody who confirms",
    stage: emptyDatabase,
    args: ["up"],
    exit: 7,
    says: [{ ...NOT_CONFIRMED, message: "it has no stamp, and without one a database is production" }],
  },
  { name: "down where nothing is applied", stage: emptyDatabase, args: ["down", "--steps", "1"], exit: 0, says: [] },
  {
    name: "audit where nothing is applied",
    stage: emptyDatabase,
    args: ["audit", "verify"],
    exit: 6,
    says: [{ code: "NOT_INSTALLED", message: "has no history of strata", hint: "`strata up`" }],
  },
  {
    name: "variables of the environment change nothing",
    stage: emptyDatabase,
    args: ["up"],
    env: {
      NODE_ENV: "development",
      STRATA_ENV: "development",
      STRATA_ENVIRONMENT: "test",
      STRATA_CLASS: "test",
      STRATA_YES: "1",
      CI: "1",
      PGOPTIONS: "-c strata.environment=test",
    },
    exit: 7,
    says: [NOT_CONFIRMED],
  },
  {
    name: "a stamp that was copied with its database",
    bad: sound,
    stage: ({ database }) => copyOf(database),
    args: ["up"],
    exit: 7,
    says: [
      {
        ...NOT_CONFIRMED,
        message: /its stamp \(development\) was made for database "t_[0-9a-f]+" and was copied here/u,
      },
    ],
  },
  {
    name: "redo where the stamp was copied",
    stage: ({ database }) => copyOf(database),
    args: ["redo"],
    exit: 7,
    says: [
      {
        code: "ENVIRONMENT_REFUSED",
        message: /is production \(its stamp \(development\) .* was copied here\); redo is for development and test/u,
        hint: "strata new",
      },
    ],
  },
  {
    name: "redo in production, whatever is confirmed",
    stage: production,
    args: ["redo", "--yes"],
    exit: 7,
    says: [
      {
        code: "ENVIRONMENT_REFUSED",
        message: "is production (it is stamped so); redo is for development and test",
        hint: "strata new",
      },
    ],
  },
  {
    name: "up in production without --yes",
    bad: sound,
    stage: production,
    args: ["up"],
    exit: 7,
    says: [NOT_CONFIRMED],
  },
  {
    name: "down in production without --yes",
    stage: production,
    args: ["down", "--all"],
    exit: 7,
    says: [NOT_CONFIRMED],
  },
  {
    name: "db drop with another name",
    args: ["db", "drop", "--database", "other", "--yes"],
    exit: 7,
    says: [{ code: "NAME_NOT_CONFIRMED", message: /not "other"/u, hint: "--database t_" }],
  },
  {
    name: "db drop without a name, and nobody to ask",
    args: ["db", "drop", "--yes", "--force"],
    exit: 7,
    says: [{ code: "NAME_NOT_CONFIRMED", message: "and no name was given to confirm it", hint: "--database t_" }],
  },
  {
    name: "env set with another name",
    args: ["env", "set", "production", "--database", "other"],
    exit: 7,
    says: [{ code: "NAME_NOT_CONFIRMED", message: /is called "t_[0-9a-f]+", not "other"/u, hint: "--database t_" }],
  },
  {
    name: "env set with another name, before the first up",
    stage: emptyDatabase,
    args: ["env", "set", "test", "--database", "other"],
    exit: 7,
    says: [{ code: "NAME_NOT_CONFIRMED", message: 'not "other"', hint: "--database t_" }],
  },
  {
    name: "uninstall with another name",
    args: ["uninstall", "--database", "other", "--yes"],
    exit: 7,
    says: [{ code: "NAME_NOT_CONFIRMED", message: 'not "other"', hint: "--database t_" }],
  },
  {
    name: "a way back that is irreversible",
    bad: {},
    stage: async ({ database, workspace }) => {
      const copy = await copyOf(database);
      await query(copy.url, "UPDATE sys_core.migration SET irreversible = 'rows are gone' WHERE module = 'shop'");
      await workspace.write({
        "modules/shop/migrations/20260101000000_create_shop/down.sql": "-- strata: irreversible rows are gone\n",
      });
      await setEnvironment({ cwd: workspace.root, url: copy.url, class: "development", database: copy.database });
      return copy;
    },
    args: ["down", "--all"],
    exit: 6,
    says: [{ code: "IRREVERSIBLE", message: "has no way back: rows are gone", hint: "Stop above it" }],
  },
]);

describe("fixtures", () => {
  test("stay out of a production database, and that is said once", async () => {
    const workspace = await temporaryWorkspace({ modules: { shop } });
    const { url, end } = await emptyDatabase();
    try {
      const fixtures = { "shop.maker": { zeta: { id: 9, name: "Zeta" } } };
      await workspace.write({
        [`${BAD}/fixtures.json`]: fixtures,
        [`${BAD}/up.sql`]: "-- nothing\n",
        "modules/shop/migrations/20260302000000_more/bootstrap.json": {},
        "modules/shop/migrations/20260302000000_more/fixtures.json": fixtures,
      });
      const run = await runStrata(["up", "--yes"], { cwd: workspace.root, env: { DATABASE_URL: url } });
      expectDecent(run, [passwordOf(url)]);
      expect([run.exitCode, reportsOf(run).map(({ code, text }) => `${code} ${text.trim()}`)], run.stderr).toEqual([
        0,
        ["FIXTURES_SKIPPED this database is production: the fixtures of 2 migrations stay out of it"],
      ]);
      expect(await query(url, "SELECT name FROM shop.maker")).toEqual([{ name: "Acme" }]);
      expect(await query(url, "SELECT DISTINCT kind FROM sys_core.dataset_row")).toEqual([{ kind: "bootstrap" }]);
    } finally {
      await end();
      await workspace.remove();
    }
  });
});
