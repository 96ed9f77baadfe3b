import { BAD, type BadInput, badInputs } from "../support/bad-input.js";

const PLACE = `${BAD}/transform.ts`;
const DOWN = "\nexport async function down() {}\n";
const sql = { "up.sql": "CREATE TABLE shop.bad (id integer);\n", "down.sql": "DROP TABLE shop.bad;\n" };

function transform(name: string, text: string, more: Partial<BadInput> & Pick<BadInput, "exit" | "says">): BadInput {
  const audit = more.says[0]?.code === "FROZEN_IMPORT" ? [] : ["failed shop@20260301000000"];
  return { name, bad: { ...sql, "transform.ts": text + DOWN }, args: ["up"], audit, ...more };
}

badInputs(
  "transforms",
  [
    transform(
      "that throws",
      "export async function up({ sql }: { sql: any }) {\n  await sql`SELECT 1`;\n\tthrow new Error('no such plan');\n}",
      {
        exit: 8,
        says: [
          {
            code: "TRANSFORM_FAILED",
            place: `${PLACE}:3:8`,
            message: "no such plan",
            hint: "Correct transform.ts at the place shown",
          },
        ],
      },
    ),
    transform("that throws a text with an escape sequence", "export function up() { throw 'red \\u001b[31m text'; }", {
      exit: 8,
      says: [{ code: "TRANSFORM_FAILED", place: PLACE, message: "red \\x1b[31m text", hint: /./u }],
    }),
    transform(
      "whose statement the server refuses",
      "export async function up({ sql }: any) {\n  await sql`SELECT ${1}::int`;\n  await sql`SELECT nothing FROM shop.bad`;\n}",
      {
        exit: 8,
        says: [
          { code: "TRANSFORM_FAILED", place: `${PLACE}:3:12`, message: 'column "nothing" does not exist', hint: /./u },
        ],
      },
    ),
    transform(
      "whose statement is caught and forgotten",
      "export async function up({ sql }: any) {\n  try {\n    await sql`SELECT 1/0`;\n  } catch {}\n}",
      {
        exit: 8,
        says: [{ code: "TRANSFORM_FAILED", place: `${PLACE}:3:14`, message: "division by zero", hint: /./u }],
      },
    ),
    transform("that sends COMMIT", "export async function up({ sql }: any) {\n  await sql`COMMIT`;\n}", {
      exit: 8,
      says: [
        {
          code: "TRANSFORM_REFUSED",
          place: `${PLACE}:2:12`,
          message: "may not send COMMIT",
          hint: "Take the statement out",
        },
      ],
    }),
    transform(
      "that imports today's schema",
      "import { item } from '../../schema.js';\nexport async function up() { void item; }",
      {
        exit: 3,
        files: { "modules/shop/schema.ts": "export const item = 1;\n" },
        says: [
          {
            code: "FROZEN_IMPORT",
            place: `${PLACE}:1:22`,
            message: 'imports "../../schema.js": this is live source',
            hint: "Import the frozen schema.ts",
          },
        ],
      },
    ),
    transform("with a syntax error", "export async function up( {\n  return;\n}", {
      exit: 3,
      says: [
        {
          code: "TYPESCRIPT_FAILED",
          place: `${PLACE}:2:3`,
          message: "Unexpected keyword 'return'",
          hint: "Correct it at the place shown",
        },
      ],
    }),
    transform(
      "that imports what is not installed",
      "import nothing from 'no-such-package';\nexport async function up() { nothing(); }",
      {
        exit: 3,
        says: [
          {
            code: "TYPESCRIPT_FAILED",
            place: `${PLACE}:1:21`,
            message: "Cannot find module 'no-such-package'",
            hint: "must be installed",
          },
        ],
      },
    ),
    transform(
      "that throws while it is loaded",
      "const x: any = undefined;\nexport const y = x.z;\nexport async function up() {}",
      {
        exit: 3,
        says: [
          {
            code: "TYPESCRIPT_FAILED",
            place: `${PLACE}:2:20`,
            message: "Cannot read properties of undefined (reading 'z')",
            hint: /./u,
          },
        ],
      },
    ),
    transform("whose up is no function", "export const up = 'soon';", {
      exit: 8,
      says: [{ code: "TRANSFORM_FAILED", place: PLACE, message: "transform.ts: up is no function", hint: /./u }],
    }),
    transform(
      "that ends the process",
      "export async function up({ sql }: any) {\n  await sql`CREATE TABLE shop.left_over ()`;\n  process.exit(0);\n}",
      {
        exit: 8,
        audit: [],
        says: [
          {
            code: "PROCESS_ENDED",
            message: "ended the process before the command was done",
            hint: "Take process.exit() out",
          },
        ],
      },
    ),
    transform(
      "that forgets a promise, which fails",
      "export async function up() {\n  void Promise.reject(new Error('forgotten'));\n  await new Promise((resolve) => setTimeout(resolve, 50));\n}",
      {
        exit: 8,
        says: [{ code: "UNAWAITED_ERROR", place: `${PLACE}:2`, message: "forgotten", hint: "Await every promise" }],
      },
    ),
    transform(
      "that throws when it is over",
      "export async function up() {\n  setTimeout(() => {\n    throw new Error('later');\n  }, 1);\n  await new Promise((resolve) => setTimeout(resolve, 50));\n}",
      {
        exit: 8,
        says: [
          {
            code: "UNAWAITED_ERROR",
            place: `${PLACE}:3`,
            message: "later",
            hint: "catch what a timer or an event throws",
          },
        ],
      },
    ),
    transform(
      "that prints before it throws",
      "export async function up() {\n  console.log('%s \\u001b[31m', 'noise');\n  throw new Error('loud');\n}",
      {
        exit: 8,
        says: [{ code: "TRANSFORM_FAILED", place: `${PLACE}:3:9`, message: "loud", hint: /./u }],
      },
    ),
    transform(
      "that calls itself for ever",
      "export async function up() {\n  const again = (): void => again();\n  again();\n}",
      {
        exit: 8,
        says: [
          {
            code: "TRANSFORM_FAILED",
            place: new RegExp(`^${PLACE}:2`, "u"),
            message: "Maximum call stack size exceeded",
            hint: /./u,
          },
        ],
      },
    ),
    {
      name: "a default export instead of up",
      bad: { ...sql, "transform.ts": "export default async function up() {}\n" },
      args: ["up"],
      exit: 3,
      says: [
        {
          code: "FOLDER_INCOMPLETE",
          place: PLACE,
          message: "does not export `up`",
          hint: "Export a function named `up`",
        },
        {
          code: "FOLDER_INCOMPLETE",
          place: PLACE,
          message: "does not export `down`",
          hint: "Export a function named `down`",
        },
      ],
    },
  ],
  { jsonEvery: 3 },
);
