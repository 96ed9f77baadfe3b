import { BAD, type BadInput, badInputs } from "../support/bad-input.js";

const PLACE = `${BAD}/bootstrap.json`;

function data(name: string, bootstrap: string, more: Partial<BadInput> & Pick<BadInput, "exit" | "says">): BadInput {
  return { name, bad: { "bootstrap.json": bootstrap }, args: ["up"], audit: ["failed shop@20260301000000"], ...more };
}

badInputs(
  "data",
  [
    data("broken JSON", '{\n  "shop.item": {"pen": {"name": "Pen"},}\n}\n', {
      exit: 3,
      says: [{ code: "DATASET_INVALID", place: `${PLACE}:2:40`, message: "this is not JSON", hint: /./u }],
    }),
    data("a table without a schema", '{"item": {"a": {}}}\n', {
      exit: 3,
      says: [
        {
          code: "DATASET_INVALID",
          place: `${PLACE}:1:2`,
          message: '"item" is no table name',
          hint: 'Write "schema.table"',
        },
      ],
    }),
    data(
      "a label that is there twice",
      '{"shop.item": {\n  "cap": {"name": "Cap"},\n  "cap": {"name": "Other"}\n}}\n',
      {
        exit: 3,
        says: [{ code: "DATASET_INVALID", place: `${PLACE}:3:3`, message: '"cap"', hint: /./u }],
      },
    ),
    data("an unknown table", '{"shop.items": {"cap": {"name": "Cap"}}}\n', {
      exit: 8,
      says: [
        { code: "DATASET_UNFIT", place: `${PLACE}:1:2`, message: "no table shop.items", hint: "Correct the rows" },
      ],
    }),
    data("an unknown column", '{"shop.item": {\n  "cap": {"nam": "Cap"}\n}}\n', {
      exit: 8,
      says: [
        { code: "DATASET_UNFIT", place: `${PLACE}:2:11`, message: 'no column "nam". Did you mean "name"?', hint: /./u },
      ],
    }),
    data("an unknown reference", '{"shop.item": {\n  "cap": {"name": "Cap", "maker_id": "$acne"}\n}}\n', {
      exit: 8,
      says: [
        {
          code: "DATASET_UNFIT",
          place: `${PLACE}:2:26`,
          message: 'no row of shop.maker has the label "acne"',
          hint: "A reference names a row",
        },
      ],
    }),
    data("a value of the wrong type", '{"shop.item": {\n  "cap": {"name": "Cap", "price": "dear"}\n}}\n', {
      exit: 8,
      says: [
        {
          code: "DATASET_ROW_FAILED",
          place: `${PLACE}:2:26`,
          message: 'row "cap", column "price": invalid input syntax for type numeric: "dear"',
          hint: /./u,
        },
      ],
    }),
    data("a NULL where none may be", '{"shop.item": {\n  "hat": {"name": "Hat"},\n  "cap": {"price": 3}\n}}\n', {
      exit: 8,
      says: [
        {
          code: "DATASET_ROW_FAILED",
          place: `${PLACE}:3:3`,
          message: 'row "cap", column "name": null value',
          hint: /./u,
        },
      ],
    }),
    data("a check that fails", '{"shop.item": {\n  "cap": {"name": "Cap", "price": -3}\n}}\n', {
      exit: 8,
      says: [
        {
          code: "DATASET_ROW_FAILED",
          place: `${PLACE}:2:3`,
          message: 'violates check constraint "item_price_check"',
          hint: /./u,
        },
      ],
    }),
    data("a row that is there already", '{"shop.item": {\n  "biro": {"name": "Pen"}\n}}\n', {
      exit: 8,
      says: [
        {
          code: "DATASET_ROW_FAILED",
          place: `${PLACE}:2:3`,
          message: /row "biro".*duplicate key.*Key \(name\)=\(Pen\) already exists/su,
          hint: /./u,
        },
      ],
    }),
    data("a table without a key", '{"shop.keyless": {"a": {"note": "x"}}}\n', {
      exit: 8,
      says: [
        {
          code: "DATASET_UNFIT",
          place: `${PLACE}:1:2`,
          message: "has no primary key",
          hint: "Give the table a primary key",
        },
      ],
    }),
    data("a table of another module", '{"shop.maker": {\n  "x": {"id": 5, "name": "X"}}}\n', {
      bad: {},
      files: {
        "modules/other/package.json":
          '{"name": "@corp/other", "strata": {}, "dependencies": {"@corp/shop": "workspace:*"}}\n',
        "modules/other/migrations/20260401000000_rows/bootstrap.json":
          '{"shop.maker": {\n  "x": {"id": 5, "name": "X"}}}\n',
      },
      exit: 7,
      audit: ["failed other@20260401000000"],
      says: [
        {
          code: "DATASET_FOREIGN_TABLE",
          place: "modules/other/migrations/20260401000000_rows/bootstrap.json:1:2",
          message: "module other ships rows for shop.maker, which it does not own",
          hint: "Move the rows",
        },
      ],
    }),
    data("fixtures that do not fit, after SQL that does", "{}", {
      bad: {
        "up.sql": "CREATE TABLE shop.bad (id integer PRIMARY KEY);\n",
        "down.sql": "DROP TABLE shop.bad;\n",
        "fixtures.json": '{"shop.bad": {"a": {"id": "one"}}}\n',
      },
      exit: 8,
      says: [
        {
          code: "DATASET_ROW_FAILED",
          place: `${BAD}/fixtures.json:1:21`,
          message: 'invalid input syntax for type integer: "one"',
          hint: /./u,
        },
      ],
    }),
    data("fixtures that are not UTF-8", "{}", {
      bad: {
        "up.sql": "SELECT 1;\n",
        "down.sql": "SELECT 1;\n",
        "fixtures.json": Buffer.from('{"shop.maker": {"a": {"id": 9, "name": "caf\xe9"}}}', "latin1"),
      },
      exit: 3,
      says: [
        {
          code: "FILE_ENCODING",
          place: `${BAD}/fixtures.json`,
          message: "is not UTF-8",
          hint: "Save the file as UTF-8",
        },
      ],
    }),
    data("broken JSON, in a check", "{", {
      args: ["check"],
      exit: 3,
      audit: [],
      says: [
        {
          code: "DATASET_INVALID",
          place: `${PLACE}:1:2`,
          message: "this is not JSON",
          hint: "Correct it at the places shown",
        },
      ],
    }),
    data("rows of NDJSON with a broken line", "{}", {
      bad: { "bootstrap/shop.item.ndjson": '{"$": "cap", "name": "Cap"}\n{"$": "hat", "name": }\n' },
      exit: 3,
      says: [
        {
          code: "DATASET_INVALID",
          place: `${BAD}/bootstrap/shop.item.ndjson:2:22`,
          message: "this is not JSON",
          hint: /./u,
        },
      ],
    }),
  ],
  { jsonEvery: 3 },
);
