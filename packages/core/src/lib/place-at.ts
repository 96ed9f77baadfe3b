import type { Place } from "../types/place.js";

/** Line and column of an offset (UTF-16 code units) in a text, both from 1; the column counts characters. */
export function placeAt(file: string, text: string, offset: number): Required<Place> {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf("\n") + 1;
  let line = 1;
  for (let at = before.indexOf("\n"); at >= 0; at = before.indexOf("\n", at + 1)) line++;
  return { file, line, column: [...before.slice(start)].length + 1 };
}

/** The same for many offsets of one text, without reading the text again for each. */
export function placesIn(file: string, text: string): (offset: number) => Required<Place> {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { file, line: low + 1, column: [...text.slice(starts[low], offset)].length + 1 };
  };
}
