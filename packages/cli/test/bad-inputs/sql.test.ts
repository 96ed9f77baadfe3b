import { connect } from "@strata/core/test-cluster";
import { BAD, type BadInput, badInputs } from "../support/bad-input.js";

const DOWN = "DROP TABLE shop.bad;\n";
const UP = `${BAD}/up.sql`;
const FAILED = ["failed shop@20260301000000"];

/** SQL that no server gets to see. */
function refused(name: string, sql: string, says: BadInput["says"][number], more: Partial<BadInput> = {}): BadInput {
  return { name, bad: { "up.sql": sql, "down.sql": DOWN }, args: ["up"], exit: 3, says: [says], ...more };
}

/** SQL that the server refuses: the step was rolled back, the audit has it. */
function failed(
  name: string,
  sql: string,
  says: Omit<BadInput["says"][number], "code">,
  more: Partial<BadInput> = {},
): BadInput {
  const complaint = { code: "SQL_FAILED", ...says } as const;
  return {
    name,
    bad: { "up.sql": sql, "down.sql": DOWN },
    args: ["up"],
    exit: 8,
    says: [complaint],
    audit: FAILED,
    ...more,
  };
}

const syntax = (
  place: string,
  message: string | RegExp,
  hint: string | RegExp = "Correct the SQL at the place shown",
) => ({ code: "SQL_SYNTAX", place: `${UP}:${place}`, message, hint }) as const;

badInputs(
  "sql, as it is read",
  [
    refused(
      "a syntax error behind emoji",
      "SELECT '😀👩‍👩‍👧' AS x;\nSELECT '😀😀', FROM;\n",
      syntax("2:14", 'syntax error at or near "FROM"'),
    ),
    refused(
      "a syntax error with CRLF",
      "SELECT 1;\r\n\r\nSELEC 2;\r\n",
      syntax("3:1", 'syntax error at or near "SELEC"'),
    ),
    refused("a syntax error behind a BOM", "\ufeffSELEC 1;\n", syntax("1:1", 'syntax error at or near "SELEC"')),
    refused(
      "a syntax error behind tabs",
      "SELECT\t1;\n\t\tSELECT\t1 1;\n",
      syntax("2:12", 'syntax error at or near "1"'),
    ),
    refused(
      "a syntax error behind dollar quotes",
      "DO $a$ BEGIN PERFORM $b$ ; $b$; END $a$;\nDO $$ BEGIN END $$ oops;\n",
      syntax("2:20", 'syntax error at or near "oops"'),
    ),
    refused(
      "a string without an end",
      "SELECT 1;\nSELECT 'it''s\n;\n",
      syntax("2:8", `unterminated quoted string at or near "'it''s…"`),
    ),
    refused(
      "a comment without an end",
      "SELECT 1;\n/* one /* two */\nSELECT 2;\n",
      syntax("2:1", 'unterminated /* comment at or near "/* one /* two */…"'),
    ),
    refused(
      "a dollar quote without an end",
      "SELECT 1;\nDO $body$ BEGIN END $$;\n",
      syntax("2:4", "unterminated dollar-quoted string"),
    ),
    refused(
      "a quoted name without an end",
      'SELECT 1;\nCREATE TABLE shop."bad (id integer);\n',
      syntax("2:19", "unterminated quoted identifier"),
    ),
    refused(
      "a name with an escape sequence in a syntax error",
      'CREATE TABLE shop.bad (id integer "\u001b[2J\u202e");\n',
      syntax("1:35", String.raw`at or near ""\x1b[2J\u{202e}""`),
    ),
    refused(
      "a command of psql",
      "SELECT 1;\n\\i other.sql\n",
      syntax("2:1", "\\i is a command of psql", "without psql"),
    ),
    refused(
      "a variable of psql",
      "CREATE TABLE shop.:name (id integer);\n",
      syntax("1:19", ":name is a variable of psql", "Write the value itself"),
    ),
    refused(
      "rows of COPY FROM stdin",
      "COPY shop.maker FROM stdin;\n7\tSeven\n\\.\n",
      syntax("2:1", "understood by psql only", "bootstrap, or write INSERT"),
    ),
    refused("COPY FROM stdin without rows", "CREATE TABLE shop.bad (id integer);\nCOPY shop.bad FROM stdin;\n", {
      code: "COPY_STREAM",
      place: `${UP}:2:1`,
      message: "COPY FROM STDIN needs a stream of rows",
      hint: "bootstrap, or write INSERT",
    }),
    refused("a COMMIT in the middle", "CREATE TABLE shop.bad (id integer);\nCOMMIT;\nSELECT 1;\n", {
      code: "TRANSACTION_CONTROL",
      place: `${UP}:2:1`,
      message: "COMMIT begins or ends a transaction",
      hint: "Remove the statement",
    }),
    refused(
      "CREATE INDEX CONCURRENTLY without its header",
      "CREATE TABLE shop.bad (id integer);\n  CREATE INDEX CONCURRENTLY bad_id ON shop.bad (id);\n",
      {
        code: "NEEDS_NO_TRANSACTION",
        place: `${UP}:2:3`,
        message: "PostgreSQL refuses CREATE INDEX CONCURRENTLY inside a transaction",
        hint: "`-- strata: no-transaction` at the top of the file",
      },
    ),
    refused(
      "an index without a name in a no-transaction file",
      "-- strata: no-transaction\nCREATE INDEX CONCURRENTLY ON shop.item (name);\n",
      {
        code: "INDEX_UNNAMED",
        place: `${UP}:2:1`,
        message: "CREATE INDEX CONCURRENTLY without a name",
        hint: "Name it: CREATE INDEX CONCURRENTLY",
      },
    ),
    refused(
      "SET LOCAL in a no-transaction file",
      "-- strata: no-transaction\nSET LOCAL lock_timeout = '1s';\nDROP INDEX CONCURRENTLY shop.item_name;\n",
      {
        code: "LOST_BETWEEN_STATEMENTS",
        place: `${UP}:2:1`,
        message: "each statement of a no-transaction file has a transaction of its own",
        hint: "Write SET without LOCAL",
      },
    ),
    refused("CREATE DATABASE", "CREATE DATABASE other;\n", {
      code: "NEVER_IN_TRANSACTION",
      place: `${UP}:1:1`,
      message: "PostgreSQL refuses CREATE DATABASE inside a transaction",
      hint: "outside of migrations",
    }),
    refused("DISCARD ALL", "SELECT 1; DISCARD ALL;\n", {
      code: "STEP_DEFEATED",
      place: `${UP}:1:11`,
      message: "gives up the lock",
      hint: "DISCARD PLANS",
    }),
    refused("CREATE EXTENSION without SCHEMA", "CREATE EXTENSION IF NOT EXISTS citext;\n", {
      code: "EXTENSION_WITHOUT_SCHEMA",
      place: `${UP}:1:1`,
      message: "The extension citext would land in shop",
      hint: 'Write: CREATE EXTENSION IF NOT EXISTS citext SCHEMA "public";',
    }),
    refused(
      "a name of 64 bytes is a finding",
      `CREATE TABLE shop.bad (id integer);\nCREATE TABLE shop.${"é".repeat(32)} ();\n`,
      {
        code: "IDENTIFIER_TOO_LONG",
        place: `${UP}:2:19`,
        message: "has 64 bytes; PostgreSQL keeps 63",
        hint: `would call it ${"é".repeat(31)}.`,
      },
      { args: ["check"], exit: 2 },
    ),
    refused(
      "an unqualified name before its schema exists",
      "",
      {
        code: "UNQUALIFIED_WITHOUT_SCHEMA",
        place: "modules/fresh/migrations/20260501000000_first/up.sql:1:1",
        message: "account is created without a schema, and the schema fresh does not exist yet",
        hint: 'Put before it: CREATE SCHEMA "fresh";',
      },
      {
        bad: {},
        modules: {
          fresh: {
            migrations: {
              "20260501000000_first": {
                "up.sql": "CREATE TABLE account (id integer);\n",
                "down.sql": "DROP TABLE account;\n",
              },
            },
          },
        },
        audit: ["failed fresh@20260501000000"],
      },
    ),
    {
      name: "errors in several files of several migrations, all at once, before anything runs",
      files: {
        [`${BAD}/up.sql`]: "CREATE TABLE shop.bad (id integer);\n",
        [`${BAD}/up.contract.sql`]: "ROLLBACK;\nALTER TABLE shop.bad ADD note text;\n",
        [`${BAD}/down.sql`]: DOWN,
        "modules/shop/migrations/20260302000000_worse/up.sql": "CREATE TABEL shop.worse ();\n",
        "modules/shop/migrations/20260302000000_worse/down.sql": "DROP TABLE shop.worse;\n",
      },
      args: ["up"],
      exit: 3,
      says: [
        {
          code: "TRANSACTION_CONTROL",
          place: `${BAD}/up.contract.sql:1:1`,
          message: "ROLLBACK begins or ends",
          hint: "Remove",
        },
        {
          code: "SQL_SYNTAX",
          place: "modules/shop/migrations/20260302000000_worse/up.sql:1:8",
          message: 'at or near "TABEL"',
          hint: /./u,
        },
      ],
    },
  ],
  { jsonEvery: 3 },
);

badInputs(
  "sql, as it runs",
  [
    failed(
      "an unknown column behind emoji",
      "CREATE TABLE shop.bad (id integer);\nSELECT '😀', nothing FROM shop.bad;\n",
      {
        place: `${UP}:2:13`,
        message: 'column "nothing" does not exist',
      },
    ),
    failed("with CRLF, a BOM and tabs", "\ufeffCREATE TABLE shop.bad (id integer);\r\n\r\n\tSELECT\tnothing;\r\n", {
      place: `${UP}:3:9`,
      message: 'column "nothing" does not exist',
    }),
    failed(
      "behind dollar quotes, in the second of two statements of a line",
      "DO $a$ BEGIN PERFORM $b$;$b$; END $a$; SELECT 'é', missing.x;\n",
      {
        place: `${UP}:1:52`,
        message: 'missing FROM-clause entry for table "missing"',
      },
    ),
    failed(
      "a violation without a position",
      "CREATE TABLE shop.bad (id integer);\n\n  -- twice\n  INSERT INTO shop.maker VALUES (2, 'Acme');\n",
      {
        place: `${UP}:4:3`,
        message:
          /duplicate key value violates unique constraint "maker_name_key"\n.*Key \(name\)=\(Acme\) already exists/su,
      },
    ),
    failed("in a DO block", "CREATE TABLE shop.bad (id integer);\nDO $$\nBEGIN\n  PERFORM nothing();\nEND $$;\n", {
      place: `${UP}:4:3`,
      message: /function nothing\(\) does not exist\n.*PL\/pgSQL function inline_code_block line 3 at PERFORM/su,
      hint: "No function matches the given name",
    }),
    failed(
      "in a function",
      "CREATE FUNCTION shop.bad() RETURNS void LANGUAGE sql AS 'SELECT 1/0';\nSELECT shop.bad();\n",
      {
        place: `${UP}:2:1`,
        message: /division by zero\n.*SQL function "bad"/su,
      },
    ),
    failed(
      "a body that the server cannot read",
      "CREATE FUNCTION shop.bad() RETURNS integer LANGUAGE sql AS $$\n  SELECT nope\n$$;\n",
      {
        place: `${UP}:2:10`,
        message: 'column "nope" does not exist',
      },
    ),
    failed(
      "RAISE EXCEPTION with a hint",
      "DO $$ BEGIN RAISE EXCEPTION E'stop\\x1b[31m here' USING HINT = 'Wait until Monday.', DETAIL = 'Frozen.'; END $$;\n",
      {
        place: `${UP}:1:7`,
        message: /stop\\x1b\[31m here\n.*Frozen\./su,
        hint: "Wait until Monday.",
      },
    ),
    failed("a COMMIT inside a DO block", "CREATE TABLE shop.bad (id integer);\nDO $$ BEGIN COMMIT; END $$;\n", {
      place: `${UP}:2:7`,
      message: "invalid transaction termination",
      hint: "Remove COMMIT and ROLLBACK from the block",
    }),
    failed(
      "in up.contract.sql",
      "CREATE TABLE shop.bad (id integer);\n",
      { place: `${BAD}/up.contract.sql:2:1`, message: 'relation "shop.gone" does not exist' },
      {
        bad: {
          "up.sql": "CREATE TABLE shop.bad (id integer);\n",
          "up.contract.sql": "SELECT 1;\nTRUNCATE shop.gone;\n",
          "down.sql": DOWN,
        },
      },
    ),
    failed(
      "a deferred constraint at the end of up.sql",
      "ALTER TABLE shop.item ADD CONSTRAINT bad FOREIGN KEY (maker_id) REFERENCES shop.maker DEFERRABLE INITIALLY DEFERRED;\nINSERT INTO shop.item (name, maker_id) VALUES ('x', 9);\n",
      {
        message: 'violates foreign key constraint "item_maker_id_fkey"',
      },
    ),
    failed(
      "a lock that another session holds",
      "-- strata: lock-timeout 300ms\nALTER TABLE shop.maker ADD note text;\n",
      { message: "lock timeout" },
      {
        args: ["up", "--retry-for", "3"],
        exit: 4,
        says: [
          {
            code: "LOCK_TIMEOUT",
            place: `${UP}:2:1`,
            message: /lock timeout.*in the way: process \d+ \(/su,
            hint: /To end what is in the way: SELECT pg_terminate_backend\(\d+\);/u,
          },
        ],
        stage: async ({ url }) => {
          const session = await connect(url);
          await session.run("BEGIN; LOCK TABLE shop.maker IN ACCESS SHARE MODE");
          return { end: () => session.close() };
        },
      },
    ),
  ],
  { jsonEvery: 3 },
);
