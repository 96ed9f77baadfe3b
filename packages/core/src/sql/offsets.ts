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
