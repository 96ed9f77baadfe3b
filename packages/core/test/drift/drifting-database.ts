import { onTestFinished } from "vitest";
import { connect, sharedCluster } from "../support/cluster.js";
import type { Major } from "../../src/types/major.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { type Modules, workspaceOf } from "../run/workspace.js";

/** Three modules with an object of every kind that a hand may change, each in its own schema. */
export const MODULES: Modules = {
  people: {
    migrations: {
      "20260101000000_people": {
        "up.sql": `CREATE SCHEMA people;
CREATE TYPE people.mood AS ENUM ('good', 'bad');
CREATE DOMAIN people.email AS text CHECK (VALUE LIKE '%@%');
CREATE TYPE people.address AS (street text, city text);
CREATE TYPE people.span AS RANGE (subtype = integer);
CREATE SEQUENCE people.ticket INCREMENT 2 CACHE 5;
CREATE TABLE people.person (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  mail people.email UNIQUE,
  mood people.mood DEFAULT 'good',
  born date,
  lower_name text GENERATED ALWAYS AS (lower(name)) STORED,
  CONSTRAINT long_enough CHECK (length(name) > 1)
);
COMMENT ON TABLE people.person IS 'Somebody.';
COMMENT ON COLUMN people.person.name IS 'As they write it.';
CREATE INDEX person_born ON people.person (born);
CREATE STATISTICS people.person_stats (dependencies) ON name, born FROM people.person;
CREATE VIEW people.adult AS SELECT id, name FROM people.person WHERE born < '2008-01-01';
CREATE MATERIALIZED VIEW people.by_mood AS SELECT mood, count(*) AS n FROM people.person GROUP BY mood;
CREATE FUNCTION people.greet(who text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'Hello ' || who $$;
CREATE PROCEDURE people.forget(who text) LANGUAGE sql AS $$ DELETE FROM people.person WHERE name = who $$;
CREATE AGGREGATE people.joined(text) (sfunc = textcat, stype = text);
CREATE FUNCTION people.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON people.person FOR EACH ROW EXECUTE FUNCTION people.touch();
ALTER TABLE people.person ENABLE ROW LEVEL SECURITY;
CREATE POLICY everyone ON people.person USING (true);
CREATE COLLATION people.plain (provider = libc, locale = 'C');
CREATE TEXT SEARCH DICTIONARY people.words (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION people.search (COPY = simple);
CREATE FUNCTION people.same(people.address, people.address) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE OPERATOR people.=== (LEFTARG = people.address, RIGHTARG = people.address, FUNCTION = people.same);
CREATE FUNCTION people.as_text(people.address) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT ($1).city $$;
CREATE CAST (people.address AS text) WITH FUNCTION people.as_text(people.address);
GRANT SELECT ON people.person TO pg_monitor;
ALTER DEFAULT PRIVILEGES IN SCHEMA people GRANT SELECT ON TABLES TO pg_monitor;
CREATE PUBLICATION people_out FOR TABLE people.person;
`,
        "down.sql": "DROP SCHEMA people CASCADE;\n",
      },
    },
  },
  sales: {
    package: { dependencies: { people: "workspace:*" } },
    migrations: {
      "20260102000000_sales": {
        "up.sql": `CREATE SCHEMA sales;
CREATE TABLE sales.account (
  id integer PRIMARY KEY,
  person_id bigint REFERENCES people.person ON DELETE CASCADE,
  balance numeric(10, 2) NOT NULL DEFAULT 0,
  during int4range,
  EXCLUDE USING gist (during WITH &&)
);
CREATE TABLE sales.entry (at timestamptz NOT NULL DEFAULT now(), account_id integer, amount numeric) PARTITION BY RANGE (at);
CREATE TABLE sales.entry_2026 PARTITION OF sales.entry FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE RULE no_delete AS ON DELETE TO sales.account DO INSTEAD NOTHING;
CREATE FOREIGN DATA WRAPPER sales_files;
CREATE SERVER sales_server FOREIGN DATA WRAPPER sales_files;
CREATE FOREIGN TABLE sales.imported (line text) SERVER sales_server OPTIONS (file 'a');
CREATE FUNCTION sales.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE EVENT TRIGGER sales_ddl ON ddl_command_end WHEN TAG IN ('CREATE CONVERSION') EXECUTE FUNCTION sales.on_ddl();
`,
        "down.sql":
          "DROP EVENT TRIGGER sales_ddl; DROP SCHEMA sales CASCADE; DROP FOREIGN DATA WRAPPER sales_files CASCADE;\n",
      },
    },
  },
};

/** A database that the modules were migrated into, and how to take copies of it. */
export interface DriftingDatabase {
  readonly cwd: string;
  /** A copy that is dropped when the test has ended; its stored snapshot is the original's. */
  readonly copy: () => Promise<string>;
}

/** Migrates modules into a database of its own; both are gone when the test has ended. */
export async function driftingDatabase(major: Major = 18, modules: Modules = MODULES): Promise<DriftingDatabase> {
  const cwd = workspaceOf(modules);
  const cluster = await sharedCluster(major);
  const maintenance = await connect(cluster.url("postgres"));
  const template = `drift_${process.pid}_${major}`;
  await maintenance.run(`DROP DATABASE IF EXISTS ${template}`);
  await maintenance.run(`CREATE DATABASE ${template}`);
  const made: string[] = [];
  onTestFinished(async () => {
    for (const name of [...made, template]) await maintenance.run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await maintenance.close();
  });
  await migrate({ cwd, url: cluster.url(template), allowProduction: true });
  return {
    cwd,
    copy: async () => {
      const name = `${template}_${made.length}`;
      made.push(name);
      await maintenance.run(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
      return cluster.url(name);
    },
  };
}
