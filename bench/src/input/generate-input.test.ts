import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { generateInput, inputSizes } from "./generate-input.js";

const hash = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);

describe("the input", () => {
  test.each([200, 1000] as const)("of %i migrations is the same bytes every time", (size) => {
    expect(hash(generateInput(inputSizes[size]))).toBe({ 200: "b1d74dbf25bc8c8b", 1000: "815b21a05f552f5e" }[size]);
  });

  test.each([200, 1000] as const)("of %i migrations creates a table in 60 % of them", (size) => {
    const { migrations, modules, shape } = generateInput(inputSizes[size]);
    expect(migrations).toHaveLength(size);
    expect(modules).toHaveLength(inputSizes[size].modules);
    expect(shape.tables).toBe(size * 0.6);
    expect(migrations.filter(({ name }) => name.startsWith("create_"))).toHaveLength(size * 0.6);
  });

  test("gives a created table 8 columns, an identity key, a foreign key, a check and 2 indexes beside the key's", () => {
    const [first] = generateInput(inputSizes[200]).migrations;
    expect(first?.adds).toEqual({ tables: 1, columns: 8, indexes: 3, checks: 1, foreignKeys: 1 });
    expect(first?.up.join(";")).toMatch(/^CREATE SCHEMA bench_m01;CREATE TABLE .*GENERATED ALWAYS AS IDENTITY/su);
  });

  test("has stamps that order it, each once, and requires only what is older", () => {
    const { migrations } = generateInput(inputSizes[1000]);
    const stamps = migrations.map(({ stamp }) => stamp);
    expect(stamps).toEqual([...new Set(stamps)].toSorted());
    for (const { stamp, requires } of migrations) {
      for (const id of requires) expect(id.split("@")[1]! < stamp).toBe(true);
    }
    expect(migrations.some(({ requires }) => requires.length > 0)).toBe(true);
  });

  test("changes tables in every way there is", () => {
    const text = generateInput(inputSizes[200])
      .migrations.flatMap(({ up }) => up)
      .join("\n");
    for (const kind of [/ADD COLUMN/, /\(amount, created_at\)/, /ADD CONSTRAINT/, /RENAME COLUMN/, / TYPE varchar/])
      expect(text).toMatch(kind);
    for (const kind of [/COMMENT ON TABLE/, /SET DEFAULT/]) expect(text).toMatch(kind);
  });
});
