import { expect, test } from "vitest";
import type { Code } from "../errors/codes.js";
import { findingsWithHistory } from "./findings-with-history.js";

test("what both see is said once, and only the history says which `requires` cannot be met", () => {
  const from = (source: string) => (code: Code) => ({ code, message: source });
  const folders = (["REQUIRES_UNKNOWN", "STAMP_TAKEN", "FOLDER_VERSION_TWICE", "FOLDER_INCOMPLETE"] as const).map(
    from("workspace"),
  );
  const rows = (["STAMP_TAKEN", "FOLDER_VERSION_TWICE", "REQUIRES_UNKNOWN", "MIGRATION_EDITED"] as const).map(
    from("history"),
  );
  expect(findingsWithHistory(folders, rows).map(({ code, message }) => `${message} ${code}`)).toEqual([
    "workspace STAMP_TAKEN",
    "workspace FOLDER_VERSION_TWICE",
    "workspace FOLDER_INCOMPLETE",
    "history REQUIRES_UNKNOWN",
    "history MIGRATION_EDITED",
  ]);
});
