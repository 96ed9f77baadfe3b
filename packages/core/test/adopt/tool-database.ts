import type { AdoptTool } from "../../src/adopt/tool.js";
import { connect } from "../../src/postgres/connect.js";
import { quoteLiteral } from "../../src/sql/quote.js";
import { scratchServer } from "../scratch/scratch-workspace.js";
import { emptyDatabase } from "../run/workspace.js";
import { temporaryTree } from "../support/temporary-tree.js";

/** A migration as every tool could have it. */
export interface ToolMigration {
  readonly stamp: string;
  readonly name: string;
  readonly up: string;
  readonly down: string;
}

/** How a tool keeps files, and what it keeps of those it has run. */
interface ToolLayout {
  readonly files: (one: ToolMigration, index: number) => Readonly<Record<string, string>>;
  /** Files beside those of the migrations. */
  readonly beside?: (all: readonly ToolMigration[]) => Readonly<Record<string, string>>;
  /** The table as the tool makes it, and rows for what it has run. */
  readonly table: (applied: readonly ToolMigration[]) => string;
}

const rows = (table: string, columns: string, values: readonly string[]): string =>
  values.length === 0 ? "" : `INSERT INTO ${table} (${columns}) VALUES ${values.map((one) => `(${one})`).join(", ")};`;

const whenOf = ({ stamp }: ToolMigration): number =>
  Date.parse(stamp.replace(/^(....)(..)(..)(..)(..)(..)$/u, "$1-$2-$3T$4:$5:$6.789Z"));

const pair = (name: string, { up, down }: ToolMigration): Record<string, string> => ({
  [`${name}.up.sql`]: up,
  [`${name}.down.sql`]: down,
});

/** Tables and rows are those that the tools themselves make, by their sources. */
export const toolLayouts: Readonly<Record<Exclude<AdoptTool, "plain">, ToolLayout>> = {
  dbmate: {
    files: ({ stamp, name, up, down }) => ({
      [`${stamp}_${name}.sql`]: `-- migrate:up\n${up}\n-- migrate:down\n${down}`,
    }),
    table: (applied) =>
      `CREATE TABLE public.schema_migrations (version varchar(128) PRIMARY KEY);
       ${rows(
         "public.schema_migrations",
         "version",
         applied.map(({ stamp }) => quoteLiteral(stamp)),
       )}`,
  },
  "golang-migrate": {
    files: (one, index) => pair(`${String(index + 1).padStart(6, "0")}_${one.name}`, one),
    table: (applied) =>
      `CREATE TABLE "public"."schema_migrations" (version bigint not null primary key, dirty boolean not null);
       ${rows("public.schema_migrations", "version, dirty", applied.length === 0 ? [] : [`${applied.length}, false`])}`,
  },
  diesel: {
    files: ({ stamp, name, up, down }) => {
      const folder = `${stamp.replace(/^(....)(..)(..)/u, "$1-$2-$3-")}-0000_${name}`;
      return { [`${folder}/up.sql`]: up, [`${folder}/down.sql`]: down };
    },
    table: (applied) =>
      `CREATE TABLE __diesel_schema_migrations (
         version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);
       ${rows(
         "__diesel_schema_migrations",
         "version",
         applied.map(({ stamp }) => quoteLiteral(`${stamp}0000`)),
       )}`,
  },
  prisma: {
    files: ({ stamp, name, up }) => ({ [`${stamp}_${name}/migration.sql`]: `-- CreateTable\n${up}` }),
    beside: () => ({ "migration_lock.toml": 'provider = "postgresql"\n' }),
    table: (applied) =>
      `CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL,
         finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
         started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0);
       ${rows(
         "_prisma_migrations",
         "id, checksum, migration_name, finished_at, applied_steps_count",
         applied.map(({ stamp, name }) => `gen_random_uuid()::text, '${"0".repeat(64)}', '${stamp}_${name}', now(), 1`),
       )}`,
  },
  drizzle: {
    files: ({ name, up }, index) => ({
      [`${String(index).padStart(4, "0")}_${name}.sql`]: up.replaceAll(";\n", ";\n--> statement-breakpoint\n"),
    }),
    beside: (all) => ({
      "meta/_journal.json": JSON.stringify({
        version: "7",
        dialect: "postgresql",
        entries: all.map((one, idx) => ({
          idx,
          version: "7",
          when: whenOf(one),
          tag: `${String(idx).padStart(4, "0")}_${one.name}`,
          breakpoints: true,
        })),
      }),
    }),
    table: (applied) =>
      `CREATE SCHEMA drizzle;
       CREATE TABLE drizzle.__drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint);
       ${rows(
         "drizzle.__drizzle_migrations",
         "hash, created_at",
         applied.map((one) => `'${"0".repeat(64)}', ${whenOf(one)}`),
       )}`,
  },
  flyway: {
    files: ({ name, up }, index) => ({ [`V1.${index}__${name}.sql`]: up }),
    table: (applied) =>
      `CREATE TABLE "public"."flyway_schema_history" ("installed_rank" INT NOT NULL, "version" VARCHAR(50),
         "description" VARCHAR(200) NOT NULL, "type" VARCHAR(20) NOT NULL, "script" VARCHAR(1000) NOT NULL,
         "checksum" INTEGER, "installed_by" VARCHAR(100) NOT NULL, "installed_on" TIMESTAMP NOT NULL DEFAULT now(),
         "execution_time" INTEGER NOT NULL, "success" BOOLEAN NOT NULL);
       ALTER TABLE "public"."flyway_schema_history"
         ADD CONSTRAINT "flyway_schema_history_pk" PRIMARY KEY ("installed_rank");
       CREATE INDEX "flyway_schema_history_s_idx" ON "public"."flyway_schema_history" ("success");
       ${rows(
         "flyway_schema_history",
         "installed_rank, version, description, type, script, installed_by, execution_time, success",
         applied.map(
           ({ name }, index) =>
             `${index + 1}, '1.${index}', '${name}', 'SQL', 'V1.${index}__${name}.sql', 'u', 1, true`,
         ),
       )}`,
  },
  sqlx: {
    files: (one) => pair(`${one.stamp}_${one.name}`, one),
    table: (applied) =>
      `CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL,
         installed_on TIMESTAMPTZ NOT NULL DEFAULT now(), success BOOLEAN NOT NULL, checksum BYTEA NOT NULL,
         execution_time BIGINT NOT NULL);
       ${rows(
         "_sqlx_migrations",
         "version, description, success, checksum, execution_time",
         applied.map(({ stamp, name }) => `${stamp}, '${name}', true, ''::bytea, -1`),
       )}`,
  },
  "node-pg-migrate": {
    files: (one) => ({
      [`${whenOf(one)}_${one.name}.sql`]: `-- Up Migration\n${one.up}\n-- Down Migration\n${one.down}`,
    }),
    table: (applied) =>
      `CREATE TABLE "public"."pgmigrations" (id SERIAL PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp NOT NULL);
       ${rows(
         "pgmigrations",
         "name, run_on",
         applied.map((one) => `'${whenOf(one)}_${one.name}', now()`),
       )}`,
  },
};

/** Files of a tool in `old/`, and a module without migrations that claims what they make. */
export async function toolWorkspace(
  old: Readonly<Record<string, string>>,
  owns: readonly string[] = ["public.*"],
): Promise<string> {
  return temporaryTree({
    "pnpm-workspace.yaml": 'packages: ["modules/*"]\n',
    "package.json": { name: "acme", private: true },
    "strata.config.json": { scratchUrl: await scratchServer() },
    "modules/billing/package.json": { name: "@acme/billing", version: "1.0.0", strata: { owns } },
    ...Object.fromEntries(Object.entries(old).map(([path, text]) => [`old/${path}`, text])),
  });
}

/** The files of a tool, for these migrations. */
export function toolFiles(tool: keyof typeof toolLayouts, all: readonly ToolMigration[]): Record<string, string> {
  const { files, beside } = toolLayouts[tool];
  return Object.assign({}, ...all.map(files), beside?.(all)) as Record<string, string>;
}

/** A database in which these statements have run. */
export async function databaseWith(...scripts: readonly string[]): Promise<string> {
  const url = await emptyDatabase();
  const connection = await connect(url);
  try {
    for (const script of scripts) await connection.run(script);
  } finally {
    await connection.close();
  }
  return url;
}
