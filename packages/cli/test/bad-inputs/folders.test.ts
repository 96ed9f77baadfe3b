import { execFileSync } from "node:child_process";
import { BAD, badInputs } from "../support/bad-input.js";

const MIGRATIONS = "modules/shop/migrations";
const sound = { "up.sql": "CREATE TABLE shop.bad (id integer);\n", "down.sql": "DROP TABLE shop.bad;\n" };
const folder = (name: string) =>
  Object.fromEntries(Object.entries(sound).map(([file, text]) => [`${MIGRATIONS}/${name}/${file}`, text]));

badInputs("folders", [
  {
    name: "a stamp of 12 digits",
    files: folder("202603010000_bad"),
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "FOLDER_NAME_INVALID",
        place: `${MIGRATIONS}/202603010000_bad`,
        message: "14 digits, YYYYMMDDhhmmss",
        hint: "Rename",
      },
    ],
  },
  {
    name: "a date that there is not, and an hour that there is not",
    files: { ...folder("20260230000000_bad"), ...folder("20260301240000_worse") },
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "FOLDER_NAME_INVALID",
        place: `${MIGRATIONS}/20260230000000_bad`,
        message: "20260230000000 is no valid UTC time",
        hint: "Rename",
      },
      {
        code: "FOLDER_NAME_INVALID",
        place: `${MIGRATIONS}/20260301240000_worse`,
        message: "20260301240000 is no valid UTC time",
        hint: "Rename",
      },
    ],
  },
  {
    name: "a name with an escape sequence, a space and capitals",
    files: folder("20260301000000_Bad \u001b[31mName"),
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "FOLDER_NAME_INVALID",
        place: `${MIGRATIONS}/20260301000000_Bad \\x1b[31mName`,
        message: "only a-z, 0-9 and single underscores",
        hint: "Rename",
      },
    ],
  },
  {
    name: "two migrations of one version",
    files: { ...folder("20260301000000_bad"), ...folder("20260301000000_worse") },
    args: ["up"],
    exit: 6,
    says: [
      {
        code: "FOLDER_VERSION_TWICE",
        place: `${MIGRATIONS}/20260301000000_worse`,
        message: /shop has two migrations of version 20260301000000: modules\/.*_bad and modules\/.*_worse/u,
        hint: "strata new --restamp",
      },
    ],
  },
  {
    name: "no down.sql",
    bad: { "up.sql": sound["up.sql"] },
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "FOLDER_INCOMPLETE",
        place: BAD,
        message: "up.sql has statements but there is no down.sql",
        hint: "irreversible <why>",
      },
    ],
  },
  {
    name: "a folder without a file, one with a way back only",
    files: {
      [`${MIGRATIONS}/20260301000000_bad/.gitkeep`]: "",
      [`${MIGRATIONS}/20260302000000_worse/down.sql`]: sound["down.sql"],
    },
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "FOLDER_INCOMPLETE",
        place: BAD,
        message: "at least one of up.sql, transform.ts and bootstrap",
        hint: "Add one of them, or remove the folder",
      },
      {
        code: "FOLDER_INCOMPLETE",
        place: `${MIGRATIONS}/20260302000000_worse`,
        message: "at least one of up.sql",
        hint: /./u,
      },
    ],
  },
  {
    name: "a misspelt file is a finding of check",
    bad: { ...sound, "up-contract.sql": "SELECT 1;\n" },
    args: ["check"],
    exit: 2,
    says: [
      {
        code: "FOLDER_UNKNOWN_FILE",
        place: `${BAD}/up-contract.sql`,
        message: "up-contract.sql is none of the files of a migration",
        hint: "up.contract.sql",
      },
    ],
  },
  {
    name: "a file where a migration's folder should be",
    files: { [`${MIGRATIONS}/20260301000000_bad.sql`]: sound["up.sql"] },
    args: ["check"],
    exit: 2,
    says: [
      {
        code: "FOLDER_UNKNOWN_FILE",
        place: `${MIGRATIONS}/20260301000000_bad.sql`,
        message: "but is no folder",
        hint: "with an up.sql",
      },
    ],
  },
  {
    name: "a folder where up.sql should be",
    files: { [`${BAD}/up.sql/x`]: "", [`${BAD}/bootstrap.json`]: {} },
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "FOLDER_INCOMPLETE",
        place: `${BAD}/up.sql`,
        message: "up.sql is a folder, and must be a file",
        hint: "Put the text into a file up.sql",
      },
    ],
  },
  {
    name: "a way up that has nothing to run says what lies among the migrations",
    files: { [`${MIGRATIONS}/20260301000000_bad.sql`]: sound["up.sql"] },
    args: ["up"],
    exit: 0,
    says: [
      {
        code: "FOLDER_UNKNOWN_FILE",
        place: `${MIGRATIONS}/20260301000000_bad.sql`,
        message: "but is no folder",
        hint: "with an up.sql",
      },
    ],
  },
  {
    name: "a stamp that is years ahead is a finding",
    files: folder("20990101000000_bad"),
    args: ["check"],
    exit: 2,
    says: [
      {
        code: "FOLDER_VERSION_AHEAD",
        place: `${MIGRATIONS}/20990101000000_bad`,
        message: "20990101000000 is more than a day ahead",
        hint: "Correct the stamp",
      },
    ],
  },
  {
    name: "a file that is not UTF-8",
    bad: { ...sound, "up.sql": Buffer.from("-- two lines\nCREATE TABLE shop.b\xe4d ();\n", "latin1") },
    args: ["up"],
    exit: 3,
    says: [
      { code: "FILE_ENCODING", place: `${BAD}/up.sql:2`, message: "is not UTF-8", hint: "Save the file as UTF-8" },
    ],
  },
  {
    name: "a file with a NUL",
    bad: { ...sound, "up.sql": "SELECT 'a\u0000b';\n" },
    args: ["up"],
    exit: 3,
    says: [{ code: "FILE_ENCODING", place: `${BAD}/up.sql:1:10`, message: "holds a NUL character", hint: "UTF-16" }],
  },
  {
    name: "a pipe where up.sql should be",
    files: { [`${BAD}/down.sql`]: sound["down.sql"] },
    stage: async ({ workspace }) => {
      execFileSync("mkfifo", [workspace.path(`${BAD}/up.sql`)]);
      return { end: async () => {} };
    },
    args: ["up"],
    exit: 3,
    says: [{ code: "FILE_UNREADABLE", place: `${BAD}/up.sql`, message: "it is no regular file", hint: "Put right" }],
  },
  {
    name: "a link to a file that is not there",
    files: { [`${BAD}/down.sql`]: sound["down.sql"] },
    links: { [`${BAD}/up.sql`]: "gone.sql" },
    args: ["up"],
    exit: 3,
    says: [{ code: "FILE_UNREADABLE", place: `${BAD}/up.sql`, message: "it does not exist", hint: "Put right" }],
  },
  {
    name: "bootstrap data in two forms",
    bad: { "bootstrap.json": {}, "bootstrap/shop.item.ndjson": "" },
    args: ["up"],
    exit: 3,
    says: [
      { code: "FOLDER_INCOMPLETE", place: `${BAD}/bootstrap.json`, message: "in two forms", hint: "Keep one of them" },
    ],
  },
  {
    name: "a transform that exports neither way",
    bad: { "transform.ts": "export const upp = 1;\n" },
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "FOLDER_INCOMPLETE",
        place: `${BAD}/transform.ts`,
        message: "does not export `up`",
        hint: "Export a function named `up`",
      },
      {
        code: "FOLDER_INCOMPLETE",
        place: `${BAD}/transform.ts`,
        message: "does not export `down`",
        hint: "irreversible <why>",
      },
    ],
  },
]);
