import { expect, test } from "vitest";
import { escapeJson, escapeLine } from "./escape.js";

test.each([
  ["\u001b]0;owned\u0007", "\\x1b]0;owned\\x07"],
  ["a\nb\rc", "a\\nb\\rc"],
  ["\u009b31m", "\\x9b31m"],
  ["\u202etxt.exe", "\\u{202e}txt.exe"],
  ["\u2028", "\\u{2028}"],
  ["\ud800x", "\\u{d800}x"],
  ["tab\tände 😀 данные", "tab\tände 😀 данные"],
])("%j shows as %j", (text, shown) => {
  expect(escapeLine(text)).toBe(shown);
});

test("of all characters none that a terminal acts upon is left, and JSON keeps its value", () => {
  // oxlint-disable-next-line no-control-regex -- what must not be there
  const active = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Cs}/u;
  for (let start = 0; start < 0x110000; start += 0x1000) {
    const text = Array.from({ length: 0x1000 }, (_, index) => String.fromCodePoint(start + index)).join(" ");
    expect(escapeLine(text)).not.toMatch(active);
    const json = escapeJson(JSON.stringify({ text }, null, 2));
    expect(json).not.toMatch(active);
    expect(JSON.parse(json)).toEqual({ text });
  }
});
