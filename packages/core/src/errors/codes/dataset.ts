import type { CodeEntry } from "./code-entry.js";

/** Codes of bootstrap data and fixtures. */
export const datasetCodes = {
  DATASET_INVALID: {
    kind: "error",
    exit: 3,
    meaning: "A file of bootstrap rows or fixtures is not in the dataset format.",
    cure: "Correct it at the places shown; docs/FORMATS.md, section Dataset, describes the format.",
  },
  DATASET_UNFIT: {
    kind: "error",
    exit: 8,
    meaning: "Rows of a dataset do not fit the tables of the database: no such table, column, key or reference.",
    cure: "Correct the rows at the places shown, or the SQL that makes the table.",
  },
  DATASET_FOREIGN_TABLE: {
    kind: "error",
    exit: 7,
    meaning: "A module ships rows for a table that another module owns.",
    cure: "Move the rows to the module that owns the table.",
  },
  DATASET_CYCLE: {
    kind: "error",
    exit: 8,
    meaning: "Rows reference each other in a circle that cannot be loaded in any order.",
    cure: "Make one of the foreign keys nullable, or DEFERRABLE with the referenced key given in the file.",
  },
  DATASET_ROW_FAILED: {
    kind: "error",
    exit: 8,
    meaning: "The server refused a row of a dataset.",
    cure: "Correct the row at the place shown; the server's own message says why.",
  },
  DATASET_ROW_EDITED: {
    kind: "finding",
    exit: 2,
    meaning: "A row was edited since strata last wrote it, and was kept as it is.",
    cure: "Look at the row; bring it to the wanted state by hand where the edit was not meant to stay.",
  },
  DATASET_ROW_GONE: {
    kind: "finding",
    exit: 2,
    meaning: "A row that a dataset changes was deleted by hand, and was not brought back.",
    cure: "Insert it by hand if it is wanted.",
  },
  DATASET_ROW_REFERENCED: {
    kind: "finding",
    exit: 2,
    meaning: "A row that a dataset removes is referenced by other rows, and was kept.",
    cure: "Remove the references first if the row is to go.",
  },
  DATASET_ROW_NOT_RESTORED: {
    kind: "finding",
    exit: 2,
    meaning: "A row that a dataset had removed or changed could not be put back as it was.",
    cure: "The message holds the server's reason; put the row back by hand if it is wanted.",
  },
  DATASET_LABEL_UNKNOWN: {
    kind: "finding",
    exit: 2,
    meaning: "A dataset removes a label that is not known in this database.",
    cure: "Nothing was done; correct the label if it was misspelt.",
  },
} as const satisfies Record<string, CodeEntry>;
