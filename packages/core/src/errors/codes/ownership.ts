import type { CodeEntry } from "./code-entry.js";

/** Codes of whose an object is. */
export const ownershipCodes = {
  UNCLAIMED_OBJECT: {
    kind: "finding",
    exit: 2,
    meaning: "An object that no module claims stands in a schema in which modules claim others: no dump holds it.",
    cure: "Add a claim to the manifest of the module that it belongs to, or drop it.",
  },
} as const satisfies Record<string, CodeEntry>;
