import fc from "fast-check";
import { expect, test } from "vitest";
import { parseArray } from "./array-text.js";
import { parameterText } from "./parameter-text.js";

const same = (text: string): string => text;

test.each<[string, unknown[]]>([
  ["{}", []],
  ["{a,b}", ["a", "b"]],
  ['{NULL,"NULL",null}', [null, "NULL", "null"]],
  ['{"a,b","{}","\\"","\\\\"}', ["a,b", "{}", '"', "\\"]],
  [
    "{{a,b},{c,NULL}}",
    [
      ["a", "b"],
      ["c", null],
    ],
  ],
  ["[0:1]={x,y}", ["x", "y"]],
  ['{""}', [""]],
])("%s", (text, expected) => {
  expect(parseArray(text, same)).toEqual(expected);
});

test("what is sent as an array comes back as it was", () => {
  // PostgreSQL reads a quoted element as it stands, so for its text form the server is not needed here.
  fc.assert(
    fc.property(fc.array(fc.option(fc.string())), (list) => {
      expect(parseArray(parameterText(list) ?? "", same)).toEqual(list);
    }),
  );
});
