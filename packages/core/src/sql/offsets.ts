/**
 * Turns byte offsets of a text's UTF-8 form into indices of the text (UTF-16), in one pass over the text whatever their
 * number. `bytes` must ascend.
 */
export function indicesOfBytes(text: string, bytes: readonly number[]): number[] {
  if (Buffer.byteLength(text) === text.length) return [...bytes];
  let index = 0;
  let passed = 0;
  return bytes.map((target) => {
    while (passed < target && index < text.length) {
      const code = text.codePointAt(index)!;
      passed += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      index += code < 0x10000 ? 1 : 2;
    }
    return index;
  });
}

/** The index (UTF-16) behind a number of characters (code points). */
export function indexOfCharacter(text: string, characters: number): number {
  let index = 0;
  for (let left = characters; left > 0 && index < text.length; left -= 1) {
    index += text.codePointAt(index)! > 0xffff ? 2 : 1;
  }
  return index;
}

/** Line and column (from 1, in characters) of indices that ascend, in one pass over the text. */
export function placesOf(text: string, indices: readonly number[]): { line: number; column: number }[] {
  let line = 1;
  let column = 1;
  let index = 0;
  return indices.map((target) => {
    while (index < target) {
      const code = text.codePointAt(index)!;
      index += code > 0xffff ? 2 : 1;
      if (code === 10) {
        line += 1;
        column = 1;
      } else {
        column += 1;
      }
    }
    return { line, column };
  });
}
