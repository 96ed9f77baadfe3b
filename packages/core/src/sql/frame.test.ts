import { expect, test } from "vitest";
import { frame } from "./frame.js";

test("shows the line before, the line with a caret and the line after", () => {
  expect(frame("one\ntwo three\nfour\nfive", 8)).toEqual({
    line: 2,
    column: 5,
    frame: ["1 | one", "2 | two three", "  |     ^", "3 | four"].join("\n"),
  });
});

test("leaves out lines that there are not", () => {
  expect(frame("only", 0).frame).toBe("1 | only\n  | ^");
  expect(frame("a\nb", 2).frame).toBe("1 | a\n2 | b\n  | ^");
});

test("counts characters, not UTF-16 units, and puts the caret under wide ones", () => {
  const text = "select '🎉', '語', x";
  expect(frame(text, text.indexOf("x"))).toEqual({
    line: 1,
    column: 18,
    frame: `1 | ${text}\n  | ${" ".repeat(19)}^`,
  });
});

test("a combining mark takes no column of the terminal, but counts as a character", () => {
  const { column, frame: shown } = frame("'e\u0301' x", 5);
  expect(column).toBe(6);
  expect(shown.split("\n")[1]).toBe("  |     ^");
});

test("keeps tabs in the caret's line", () => {
  expect(frame("\ta\tb", 3).frame).toBe("1 | \ta\tb\n  | \t \t^");
});

test("an offset outside the text means its nearest end", () => {
  expect(frame("abc\n", 99)).toMatchObject({ line: 2, column: 1 });
  expect(frame("abc", -5)).toMatchObject({ line: 1, column: 1 });
  expect(frame("", 0)).toEqual({ line: 1, column: 1, frame: "1 |\n  | ^" });
});

test("cuts a long line around the place", () => {
  const text = `${"a".repeat(5000)}X${"b".repeat(5000)}`;
  const lines = frame(text, 5000).frame.split("\n");
  expect(lines[0]!.length).toBeLessThan(120);
  expect(lines[0]![lines[1]!.indexOf("^")]).toBe("X");
});

test("numbers of different width stand in one margin", () => {
  const text = Array.from({ length: 12 }, (_, index) => `line${index + 1}`).join("\n");
  expect(frame(text, text.indexOf("line9")).frame).toBe(" 8 | line8\n 9 | line9\n   | ^\n10 | line10");
});

test("the first character of a text that begins with an empty line is on line 1", () => {
  expect(frame("\nx", 0)).toMatchObject({ line: 1, column: 1 });
});
