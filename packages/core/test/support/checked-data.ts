import type { CheckedFile } from "../../src/sql/checked-file.js";

/** A verdict as data, to be compared: statements have getters. */
export function checkedData({ statements, ...rest }: CheckedFile): unknown {
  return {
    ...rest,
    statements: statements.map(({ text, start, end, line, column, kind }) => ({
      text,
      start,
      end,
      line,
      column,
      kind,
    })),
  };
}
