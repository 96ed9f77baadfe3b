import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { floorOf } from "../src/floors.mjs";

const page = readFileSync(new URL("../../../docs/ARCHITECTURE.md", import.meta.url), "utf8");

test("docs/ARCHITECTURE.md gives each room the floor that the rule gives it", () => {
  const rows = [...page.matchAll(/^\| `(?<room>[a-z]+)` \| (?<floor>\d) \|/gm)].map(({ groups }) => groups!);
  expect(rows.length).toBe(20);
  for (const row of rows) expect(floorOf(row["room"]!), row["room"]).toBe(Number(row["floor"]));
});

test("its picture of the floors holds every room", () => {
  const picture = page.split("```")[1]!;
  const rooms = [...picture.matchAll(/core\/src\/(?:\{(?<many>[^}]+)\}|(?<one>[a-z]+))/g)].flatMap(({ groups }) =>
    (groups!["many"] ?? groups!["one"]!).split(","),
  );
  expect(rooms.length).toBe(20);
  for (const room of rooms) expect(floorOf(room), room).toBeDefined();
});
