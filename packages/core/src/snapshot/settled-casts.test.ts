import { expect, test } from "vitest";
import { settledCasts } from "./settled-casts.js";

test("a cast of an array of varchar constants is one of each element", () => {
  expect(
    settledCasts(
      `((v)::text = ANY ((ARRAY['a'::character varying, 'it''s, ]'::character varying, E'b\\\\'''::character varying])::text[]))`,
    ),
  ).toBe(
    `((v)::text = ANY (ARRAY[('a'::character varying)::text, ('it''s, ]'::character varying)::text, (E'b\\\\'''::character varying)::text]))`,
  );
});

test.each([
  "(v = ANY (ARRAY['a'::text, 'b'::text]))",
  "(v <> '(ARRAY[''a''::character varying])::text[]'::text)",
  "((ARRAY[(w)::character varying])::text[] = v)",
])("%s stays", (expression) => {
  expect(settledCasts(expression)).toBe(expression);
});
