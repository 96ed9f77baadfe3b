import { randomBytes } from "node:crypto";
import {
  createDatabase,
  dropDatabase,
  type EnvironmentClass,
  migrate,
  rollBack,
  type RunResult,
  setEnvironment,
} from "@strata/core";
import postgres, { type Sql } from "postgres";
import { inject } from "vitest";
import type { Major } from "./majors.js";

/** A database of its own for one test file, and the ways to move it. */
export interface Database {
  readonly sql: Sql;
  /** Applies what is pending of sys-account, up to a version. */
  up(to?: string): Promise<RunResult>;
  /** Takes the newest migrations back. */
  down(steps: number): Promise<RunResult>;
  /** Takes back what is newer than a version. */
  downTo(version: string): Promise<RunResult>;
  drop(): Promise<void>;
}

/** Makes a database with nothing but sys-core in it, on the server of a major. Of these classes only `test` takes fixtures. */
export async function makeDatabase(major: Major, environment: EnvironmentClass = "test"): Promise<Database> {
  const cwd = inject("workspaces")[major]!;
  const name = `sys_account_${randomBytes(6).toString("hex")}`;
  const { target } = await createDatabase({ cwd, database: name, class: "test", env: {} });
  const common = { cwd, url: target.url, env: {}, allowProduction: environment === "production" };
  if (environment !== "test") await setEnvironment({ ...common, class: environment, database: name });
  const module = "sys-account";
  const sql = postgres(target.url, { max: 1, onnotice: () => {} });
  return {
    sql,
    up: (to) => migrate({ ...common, modules: [module], ...(to === undefined ? {} : { to }) }),
    down: (steps) => rollBack({ ...common, module, steps }),
    downTo: (to) => rollBack({ ...common, module, to }),
    drop: async () => {
      await sql.end();
      await dropDatabase({ cwd, url: target.url, env: {}, confirm: name });
    },
  };
}
