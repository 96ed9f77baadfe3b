import type { Code } from "../errors/codes.js";
import type { Finding } from "../errors/finding.js";
import type { TextFile } from "../migration/migration.js";
import { frame } from "./frame.js";

/** What a rule has against a statement; place and frame are added by {@link complainAt}. */
export interface Complaint {
  readonly code: Code;
  readonly message: string;
  readonly hint: string;
}

/** The complaint as a finding at an index (UTF-16) of the file's text. */
export function complainAt(file: TextFile, offset: number, complaint: Complaint): Finding {
  const { line, column, frame: lines } = frame(file.text, offset);
  return { ...complaint, place: { file: file.path, line, column }, frame: lines };
}
