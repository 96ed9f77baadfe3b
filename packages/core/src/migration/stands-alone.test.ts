import { expect, it } from "vitest";
import { parseHeaders } from "./headers.js";
import { standsAlone } from "./stands-alone.js";
import type { DataSource, TextFile } from "./migration.js";

const file = (name: string, text: string): TextFile => ({ name, path: `/m/${name}`, text });
const outside = (name: string): TextFile => file(name, "-- about\n-- strata: no-transaction\nVACUUM;\n");
const data = (name: string): DataSource => ({ form: "json", files: [{ name, path: `/m/${name}` }] });

/** What a folder of these two files holds beside them. */
function found(up: TextFile, down: TextFile, beside: Partial<Parameters<typeof standsAlone>[0]>) {
  const headers = { up: parseHeaders(up), down: parseHeaders(down) };
  return standsAlone({ directory: "/m", up, down, headers, ...beside });
}

const plain = { up: file("up.sql", "SELECT 1;"), down: file("down.sql", "SELECT 1;") };

it.each([
  ["up.contract.sql", { upContract: file("up.contract.sql", "SELECT 1;") }],
  ["transform.ts", { transform: file("transform.ts", "export function up() {}") }],
  ["bootstrap.json", { bootstrap: data("bootstrap.json") }],
  ["fixtures.json", { fixtures: data("fixtures.json") }],
])("%s cannot stand beside an up.sql without a transaction", (name, beside) => {
  expect(found(outside("up.sql"), plain.down, beside)).toMatchObject({
    code: "NO_TRANSACTION_BESIDE",
    message: `up.sql runs without a transaction, so ${name} cannot stand beside it`,
    place: { file: "/m/up.sql", line: 2 },
  });
  expect(found(plain.up, plain.down, beside)).toBeUndefined();
});

it("each direction is judged by itself", () => {
  const [upContract, downContract] = [file("up.contract.sql", ""), file("down.contract.sql", "")];
  expect(found(outside("up.sql"), plain.down, { downContract })).toBeUndefined();
  expect(found(plain.up, outside("down.sql"), { upContract })).toBeUndefined();
  expect(found(plain.up, outside("down.sql"), { downContract })?.place).toMatchObject({ file: "/m/down.sql" });
  expect(found(outside("up.sql"), outside("down.sql"), {})).toBeUndefined();
});
