import { BAD, badInputs } from "../support/bad-input.js";

const TABLE = "CREATE TABLE shop.bad (id integer);\n";
const DOWN = "DROP TABLE shop.bad;\n";
const up = (text: string) => ({ "up.sql": text, "down.sql": DOWN });

badInputs("headers", [
  {
    name: "a misspelt header",
    bad: up(`-- strata: require shop@20260101000000\n${TABLE}`),
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "HEADER_UNKNOWN",
        place: `${BAD}/up.sql:1:12`,
        message: 'unknown header "require". Did you mean "requires"?',
        hint: "lock-timeout",
      },
    ],
  },
  {
    name: "a header after the first statement",
    bad: up(`${TABLE}-- strata: lock-timeout 2s\n`),
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "HEADER_MISPLACED",
        place: `${BAD}/up.sql:2:12`,
        message: "after the first statement",
        hint: "top of the file",
      },
    ],
  },
  {
    name: "irreversible in up.sql",
    bad: up(`-- strata: irreversible rows are gone\n${TABLE}`),
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "HEADER_MISPLACED",
        place: `${BAD}/up.sql:1:12`,
        message: "belongs to down.sql",
        hint: "Move it to the top of down.sql",
      },
    ],
  },
  {
    name: "irreversible without a reason",
    bad: { "up.sql": TABLE, "down.sql": "-- strata: irreversible\n" },
    args: ["up"],
    exit: 3,
    says: [
      { code: "HEADER_INVALID", place: `${BAD}/down.sql:1:24`, message: "must say why", hint: "irreversible <why>" },
    ],
  },
  {
    name: "irreversible beside a way back",
    bad: { "up.sql": TABLE, "down.sql": `-- strata: irreversible rows are gone\n${DOWN}` },
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "FOLDER_INCOMPLETE",
        place: `${BAD}/down.sql:1:25`,
        message: "no way back, but has statements",
        hint: "Keep one of the two",
      },
    ],
  },
  {
    name: "a lock-timeout that is no time, and a header that is given twice",
    bad: up(`-- strata: lock-timeout soon\n-- strata: no-transaction\n-- strata: no-transaction\n${TABLE}`),
    args: ["check"],
    exit: 3,
    says: [
      {
        code: "HEADER_INVALID",
        place: `${BAD}/up.sql:1:25`,
        message: "lock-timeout takes a time",
        hint: "lock-timeout 2s",
      },
      { code: "HEADER_INVALID", place: `${BAD}/up.sql:3:12`, message: "no-transaction is given twice", hint: "Remove" },
    ],
  },
  {
    name: "requires without a version",
    bad: up(`-- strata: requires shop\n${TABLE}`),
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "HEADER_INVALID",
        place: `${BAD}/up.sql:1:21`,
        message: "requires takes one migration",
        hint: "module@YYYYMMDDhhmmss",
      },
    ],
  },
  {
    name: "requires a migration that is not there",
    bad: up(`-- strata: requires shop@20260101000001\n${TABLE}`),
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "REQUIRES_UNKNOWN",
        place: `${BAD}/up.sql:1:21`,
        message: 'Did you mean "shop@20260101000000"?',
        hint: "Correct the header",
      },
    ],
  },
  {
    name: "requires a misspelt module, with CRLF and a BOM",
    bad: up(`\ufeff-- strata: requires shp@20260101000000\r\n${TABLE}`),
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "REQUIRES_UNKNOWN",
        place: `${BAD}/up.sql:1:21`,
        message: 'nor applied. Did you mean "shop@20260101000000"?',
        hint: "Correct the header",
      },
    ],
  },
  {
    name: "a circle of requires, with its path",
    modules: {
      left: {
        migrations: {
          "20260401000000_l": {
            "up.sql": '-- strata: requires right@20260402000000\nCREATE SCHEMA "left";\n',
            "down.sql": 'DROP SCHEMA "left";\n',
          },
        },
      },
      right: {
        migrations: {
          "20260402000000_r": {
            "up.sql": '-- strata: requires left@20260401000000\nCREATE SCHEMA "right";\n',
            "down.sql": 'DROP SCHEMA "right";\n',
          },
        },
      },
    },
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "MIGRATION_CYCLE",
        message:
          /left@20260401000000 before right@20260402000000: `requires` in modules\/right\/migrations\/20260402000000_r\/up\.sql\n.*right@20260402000000 before left@20260401000000: `requires` in modules\/left/su,
        hint: "Remove one of the `requires` headers",
      },
    ],
  },
  {
    name: "a migration that requires itself",
    bad: up(`-- strata: requires shop@20260301000000\n${TABLE}`),
    args: ["check"],
    exit: 3,
    says: [
      {
        code: "MIGRATION_CYCLE",
        place: `${BAD}/up.sql`,
        message: "shop@20260301000000 before shop@20260301000000",
        hint: "Remove",
      },
    ],
  },
  {
    name: "an old stamp that another migration has",
    bad: up(`-- strata: was 20260101000000\n${TABLE}`),
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "STAMP_TAKEN",
        place: `${BAD}/up.sql:1:16`,
        message: "the old stamp 20260101000000 is that of",
        hint: "Remove",
      },
    ],
  },
  {
    name: "allow of an error, of an unknown code and without a reason",
    bad: up(
      `-- strata: allow SQL_SYNTAX because\n-- strata: allow IDENTIFIER_LONG because\n-- strata: allow IDENTIFIER_TOO_LONG\n${TABLE}`,
    ),
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "HEADER_INVALID",
        place: `${BAD}/up.sql:1:18`,
        message: "an error cannot be accepted",
        hint: "Remove the header",
      },
      {
        code: "HEADER_INVALID",
        place: `${BAD}/up.sql:2:18`,
        message: 'Did you mean "IDENTIFIER_TOO_LONG"?',
        hint: "allow CODE <why>",
      },
      { code: "HEADER_INVALID", place: `${BAD}/up.sql:3:18`, message: "must say why", hint: "allow CODE <why>" },
    ],
  },
]);
