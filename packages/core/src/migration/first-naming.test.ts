import { expect, test } from "vitest";
import { firstNaming } from "./first-naming.js";

test("the first migration that holds a name as a word counts, whatever its case and its characters", () => {
  const file = (text: string) => ({ name: "up.sql", path: "up.sql", text });
  const migrations = [
    { module: "a", up: file("CREATE TABLE a.lost_and_found ();") },
    { module: "b", upContract: file("CREATE TABLE public.Lost ();") },
    { module: "c", up: file('CREATE TABLE lost (); CREATE TABLE "+(1$";') },
  ];
  expect(firstNaming("lost", migrations)).toBe("b");
  expect(firstNaming("+(1$", migrations)).toBe("c");
  expect(firstNaming("found", migrations)).toBeUndefined();
});
