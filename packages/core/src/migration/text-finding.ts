import type { Finding } from "../errors/finding.js";
import { frame } from "../sql/frame.js";
import type { TextFile } from "./migration.js";

/** A finding with line, column and frame of a place in a file; `offset` is an index into its text. */
export function textFinding(file: TextFile, offset: number, finding: Omit<Finding, "place" | "frame">): Finding {
  const { line, column, frame: lines } = frame(file.text, offset);
  return { ...finding, place: { file: file.path, line, column }, frame: lines };
}
