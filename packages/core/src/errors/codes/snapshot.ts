import type { CodeEntry } from "./code-entry.js";

/** Codes of snapshots and of the SQL that is made from them. */
export const snapshotCodes = {
  KIND_NOT_MODELLED: {
    kind: "error",
    exit: 3,
    meaning:
      "A module owns objects of a kind that snapshots and dumps cannot hold: base types, languages, access methods, transforms, subscriptions, security labels.",
    cure: "Let an extension make the object, since extensions are dumped by name; or make it outside of migrations, where no module claims it.",
  },
} as const satisfies Record<string, CodeEntry>;
