import type { PostgresType } from "postgres";
import { parseArray } from "./array-text.js";

const same = (text: string): string => text;
const truth = (text: string): boolean => text === "t";
const json = (text: string): unknown => JSON.parse(text) as unknown;

/** Type oids are fixed for built-in types: src/include/catalog/pg_type.dat. Element parser, oid of the type, of its array. */
const arrays: readonly [parse: (text: string) => unknown, oid: number, array: number][] = [
  [truth, 16, 1000],
  [same, 18, 1002],
  [same, 19, 1003],
  [Number, 21, 1005],
  [Number, 23, 1007],
  [same, 25, 1009],
  [Number, 26, 1028],
  [json, 114, 199],
  [Number, 700, 1021],
  [Number, 701, 1022],
  [same, 1042, 1014],
  [same, 1043, 1015],
  [same, 2950, 2951],
  [json, 3802, 3807],
];

/**
 * How values come back, in the driver's form. Dates and times (1082, 1114, 1184), which the driver would make Date
 * objects and so cut to milliseconds, stay text; bigint, numeric, interval and everything else not named here are text
 * by the driver's own rule, and so are their arrays. Arrays of small numbers, texts, names, truth values and json
 * become arrays.
 */
export function valueTypes(): Record<string, PostgresType> {
  const types: Record<string, PostgresType> = {
    date: { to: 1184, from: [1082, 1114, 1184], serialize: same, parse: same },
  };
  for (const [parse, oid, array] of arrays) {
    types[`array${oid}`] = {
      to: array,
      from: [array],
      serialize: same,
      parse: (text: string) => parseArray(text, parse),
    };
  }
  return types;
}
