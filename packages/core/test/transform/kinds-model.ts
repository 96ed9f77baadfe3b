import {
  bigint, boolean, char, date, doublePrecision, integer, interval, json, jsonb, numeric, pgSchema, real, text, time, timestamp, uuid,
} from "drizzle-orm/pg-core";

const shop = pgSchema("shop");
const mood = shop.enum("mood", ["sad", "very happy"]);

/** A column of every kind that drivers treat differently. */
export const kinds = shop.table("kinds", {
  id: integer().primaryKey(),
  at: timestamp(),
  attz: timestamp({ withTimezone: true }),
  day: date({ mode: "date" }),
  time: time(),
  big: bigint({ mode: "number" }),
  big2: bigint({ mode: "bigint" }),
  num: numeric(),
  j: json(),
  jb: jsonb(),
  b: boolean(),
  tags: text().array(),
  ints: integer().array(),
  nums: numeric().array(),
  bigs: bigint({ mode: "bigint" }).array(),
  mood: mood(),
  moods: mood().array(),
  days: timestamp({ withTimezone: true }).array(),
  u: uuid(),
  i: interval(),
  r: real(),
  d: doublePrecision(),
  js: jsonb().array(),
  c: char({ length: 3 }),
});

const moment = new Date("2026-02-03T04:05:06.789Z");

export const rows: (typeof kinds.$inferInsert)[] = [
  {
    id: 1, at: moment, attz: moment, day: new Date("2026-02-03T00:00:00Z"), time: "12:34:56", big: 9_007_199_254_740_991, big2: 9_223_372_036_854_775_807n,
    num: "12345678901234567890.123", j: { a: [1, "two", null] }, jb: { deep: { "é": true } }, b: false, tags: ["a", 'q"uote', "back\\slash", "", "NULL"],
    ints: [1, -2], nums: ["1.50", "2"], bigs: [9_223_372_036_854_775_807n], mood: "very happy", moods: ["sad", "very happy"], days: [moment], u: "0b1f6f8e-8f0c-4a0e-9d0a-1b2c3d4e5f60",
    i: "1 day 02:00:00", r: 1.5, d: 0.1, c: "ab",
  },
  { id: 2, jb: ["list"], j: "text", tags: [], ints: [] },
  { id: 3 },
];
