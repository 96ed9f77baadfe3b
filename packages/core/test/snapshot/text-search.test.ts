import { expect, test } from "vitest";
import { MAJORS } from "../support/cluster.js";
import { kitchenSink } from "./kitchen-sink.js";
import { roundTrip } from "./round-trip.js";

test.for(MAJORS)("text search objects of PostgreSQL %i come back as they were", async (major) => {
  const { snapshot, sql } = await roundTrip(major, kitchenSink(major, "40"));
  expect(snapshot.objects["text search parser words.parser"]).toMatchObject({
    options: {
      START: "prsd_start",
      GETTOKEN: "prsd_nexttoken",
      END: "prsd_end",
      HEADLINE: "prsd_headline",
      LEXTYPES: "prsd_lextype",
    },
    comment: "the 'default'",
  });
  expect(snapshot.objects['text search template "Words ""too"""."order"']).toEqual({
    kind: "text search template",
    schema: 'Words "too"',
    name: "order",
    options: { LEXIZE: "dsimple_lexize" },
  });
  expect(snapshot.objects["text search dictionary words.german"]).toEqual({
    kind: "text search dictionary",
    schema: "words",
    name: "german",
    template: "pg_catalog.snowball",
    options: "language = 'german', stopwords = 'german'",
    comment: "of 'German' \\ words",
  });
  const dictionaries = ["words.simple", "words.german", "simple"];
  expect(snapshot.objects["text search configuration words.config"]).toMatchObject({
    parser: "words.parser",
    mappings: [
      { token: "asciiword", dictionaries },
      { token: "word", dictionaries },
      { token: "hword_asciipart", dictionaries },
      { token: "int", dictionaries: ['"Words ""too"""."D"'] },
    ],
    needs: [
      'text search dictionary "Words ""too"""."D"',
      "text search dictionary words.german",
      "text search dictionary words.simple",
      "text search parser words.parser",
    ],
  });
  expect(sql).toContain(`
ALTER TEXT SEARCH CONFIGURATION words.config ADD MAPPING FOR "int" WITH "Words ""too"""."D";
COMMENT ON TEXT SEARCH CONFIGURATION words.config IS 'words';
`);
});
