import type { Place } from "../types/place.js";

/**
 * Line and column of offsets (UTF-16 code units) in a text, both from 1; the column counts characters. Offsets that
 * mostly ascend cost one pass over the text in all, however long its lines are.
 */
export function placesIn(file: string, text: string): (offset: number) => Required<Place> {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  let last = { offset: 0, line: 0, column: 1 };
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    const from = last.line === low && last.offset <= offset ? last : { offset: starts[low]!, column: 1 };
    last = { offset, line: low, column: from.column + charactersIn(text, from.offset, offset) };
    return { file, line: low + 1, column: last.column };
  };
}

/** The same for one offset. */
export function placeAt(file: string, text: string, offset: number): Required<Place> {
  return placesIn(file, text)(offset);
}

function charactersIn(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; count++) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return count;
}
