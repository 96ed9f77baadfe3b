import type { ObjectKey } from "./catalog-object.js";

/** Names a part of an object among the needs of a piece, where the object alone is not enough. */
export function partKey(object: ObjectKey, part: string): string {
  return `${object} > ${part}`;
}
