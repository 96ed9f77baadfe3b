import { connect } from "@strata/core/test-cluster";
import { BAD, badInputs, type BadInput, passwordOf, type Scene } from "../support/bad-input.js";
import { copyOf, roleIn } from "../support/databases.js";
import { query } from "../support/fingerprint.js";

const sound = { "up.sql": "CREATE TABLE shop.bad (id integer);\n", "down.sql": "DROP TABLE shop.bad;\n" };

/** The room's URL with something else in it; its password stays. */
function urlWith(change: (url: URL) => void): BadInput["args"] {
  return ({ url }) => {
    const other = new URL(url);
    change(other);
    return ["up", "--url", other.href];
  };
}

/** A text in the place of the URL, with the password in it. */
function badUrl(name: string, text: (password: string) => string, message: string | RegExp): BadInput {
  const args = ({ url }: Scene) => ["up", "--url", text(passwordOf(url))];
  return { name, args, exit: 3, says: [{ code: "URL_INVALID", message, hint: /./u }] };
}

/** A role of its own whose grants allow what is named; `up` runs as it. */
function asRole(...grants: ((role: string) => string)[]): Pick<BadInput, "stage" | "args"> {
  let role: Awaited<ReturnType<typeof roleIn>>;
  return {
    stage: async ({ url }) => {
      role = await roleIn(url, ...grants);
      return { end: role.end };
    },
    args: () => ["up", "--url", role.url],
  };
}

const READS = [
  (role: string) => `GRANT USAGE ON SCHEMA sys_core TO ${role}`,
  (role: string) => `GRANT SELECT ON ALL TABLES IN SCHEMA sys_core TO ${role}`,
];

badInputs("servers", [
  {
    name: "a port where nothing listens",
    args: urlWith((url) => (url.port = "1")),
    exit: 5,
    says: [
      {
        code: "SERVER_UNREACHABLE",
        message: "at 127.0.0.1:1: nothing listens there",
        hint: "Check that a server runs at 127.0.0.1:1",
      },
    ],
  },
  {
    name: "a host that is not known",
    args: urlWith((url) => (url.hostname = "no-such-host.invalid")),
    exit: 5,
    says: [
      {
        code: "SERVER_UNREACHABLE",
        message: /at no-such-host\.invalid:\d+: the name (?:is not known|could not be looked up)/u,
        hint: "can be reached from here",
      },
    ],
  },
  {
    name: "a wrong password",
    args: urlWith((url) => (url.password = `not-${url.password}`)),
    exit: 5,
    says: [
      {
        code: "LOGIN_REFUSED",
        message: 'password authentication failed for user "postgres"',
        hint: "Check user and password",
      },
    ],
  },
  {
    name: "a user that is not there",
    args: urlWith((url) => (url.username = "nobody\u001b[31m")),
    exit: 5,
    says: [{ code: "LOGIN_REFUSED", message: 'as user "nobody\\x1b[31m"', hint: "Check user and password" }],
  },
  {
    name: "a database that is not there",
    args: urlWith((url) => (url.pathname = "/no_such_database")),
    exit: 5,
    says: [
      { code: "DATABASE_MISSING", message: 'database "no_such_database" does not exist', hint: "strata db create" },
    ],
  },
  {
    name: "a server without TLS, and a URL that asks for it",
    args: urlWith((url) => (url.search = "?sslmode=require")),
    exit: 5,
    says: [{ code: "TLS_REFUSED", message: "no encrypted connection", hint: "sslmode" }],
  },
  {
    name: "a setting that the server does not know",
    args: urlWith((url) => (url.search = "?no_such_setting=1")),
    exit: 3,
    says: [
      {
        code: "URL_INVALID",
        message: 'unrecognized configuration parameter "no_such_setting"',
        hint: "sent to the server as settings",
      },
    ],
  },
  badUrl(
    "a URL of another kind of server",
    (password) => `mysql://me:${password}@localhost/app`,
    "does not start with postgres://",
  ),
  badUrl(
    "a URL without a colon",
    (password) => `postgres//me:${password}@localhost/app`,
    "does not start with postgres://",
  ),
  badUrl("a URL with a port that is none", (password) => `postgres://me:${password}@localhost:port/app`, "port"),
  badUrl(
    "a URL with @ and / in its password",
    (password) => `postgres://me:${password}@/${password}@localhost/app`,
    "percent-encoded",
  ),
  badUrl(
    "a URL whose database has 64 bytes in its name",
    (password) => `postgres://me:${password}@localhost/${"a".repeat(64)}`,
    "has 64 bytes; PostgreSQL keeps 63",
  ),
  badUrl("a URL with several hosts", (password) => `postgres://me:${password}@one,two/app`, "several hosts"),
  {
    name: "a database that accepts no writes",
    bad: sound,
    stage: async ({ database, workspace }) => {
      const copy = await copyOf(database);
      const { setEnvironment } = await import("@strata/core");
      await setEnvironment({ cwd: workspace.root, url: copy.url, class: "development", database: copy.database });
      await query(copy.url, `ALTER DATABASE ${copy.database} SET default_transaction_read_only = on`);
      return copy;
    },
    args: ["up"],
    exit: 5,
    says: [
      {
        code: "READ_ONLY",
        message: "default_transaction_read_only is on, set for the database",
        hint: "Turn it off where it is set",
      },
    ],
  },
  {
    name: "a role that may not read the history",
    bad: sound,
    ...asRole(),
    exit: 5,
    says: [
      {
        code: "HISTORY_UNREADABLE",
        message: "permission denied for schema sys_core",
        hint: "GRANT USAGE ON SCHEMA sys_core",
      },
    ],
  },
  {
    name: "a role that may read and not write",
    bad: sound,
    ...asRole(...READS),
    exit: 8,
    says: [
      {
        code: "SQL_FAILED",
        place: `${BAD}/up.sql:1:14`,
        message: "permission denied for schema shop",
        hint: "Grant the role of the URL what it lacks",
      },
      { code: "AUDIT_NOT_WRITTEN", message: "permission denied", hint: "the failure itself is printed" },
    ],
  },
  {
    name: "a role that may write its schema and not the history",
    bad: sound,
    ...asRole(...READS, (role) => `GRANT USAGE, CREATE ON SCHEMA shop TO ${role}`),
    exit: 8,
    says: [
      {
        code: "SQL_FAILED",
        message: /strata's own part of shop@20260301000000: permission denied for table/u,
        hint: "Grant the role of the URL what it lacks",
      },
      { code: "AUDIT_NOT_WRITTEN", message: "permission denied", hint: "the failure itself is printed" },
    ],
  },
  {
    name: "a role that has no connection left",
    ...asRole((role) => `ALTER ROLE ${role} CONNECTION LIMIT 0`),
    exit: 5,
    says: [{ code: "TOO_MANY_CONNECTIONS", message: "too many connections for role", hint: "raise the limit" }],
  },
  {
    name: "a run elsewhere that holds the lock",
    bad: sound,
    stage: async ({ url }) => {
      const session = await connect(url, { applicationName: "strata elsewhere" });
      await session.run("SELECT pg_advisory_lock(x'7374726174610001'::bigint)");
      return { end: () => session.close() };
    },
    args: ["up", "--lock-wait", "1"],
    exit: 4,
    says: [{ code: "LOCK_BUSY", message: /strata elsewhere/u, hint: "--lock-wait" }],
  },
  {
    name: "wait for a server that does not come",
    args: ["wait", "--timeout", "1", "--url", "postgres://127.0.0.1:1/app"],
    exit: 5,
    says: [{ code: "SERVER_UNREACHABLE", message: "nothing listens there", hint: "Check that a server runs" }],
  },
  {
    name: "wait for migrations that nobody applies",
    bad: sound,
    args: ["wait", "--timeout", "1"],
    exit: 2,
    says: [{ code: "PENDING", message: "1 migration is still pending", hint: "strata up" }],
  },
]);
