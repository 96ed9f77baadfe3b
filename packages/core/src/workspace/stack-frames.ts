import { fileURLToPath } from "node:url";

/** One line of an error's stack. */
export interface StackFrame {
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** The frames of an error's stack that stand in a file, innermost first; nothing for what is no Error. */
export function framesOf(error: unknown): StackFrame[] {
  const stack = error instanceof Error && typeof error.stack === "string" ? error.stack : "";
  return stack.split("\n").flatMap((text): StackFrame[] => {
    const groups = /^\s*at (?:.*\()?(?:async )?(?<file>(?:file:\/\/)?\/?[^()]*?):(?<line>\d+):(?<column>\d+)\)?$/.exec(
      text,
    )?.groups;
    if (groups === undefined || groups["file"]!.startsWith("node:")) return [];
    const file = groups["file"]!;
    return [
      {
        file: file.startsWith("file:") ? fileURLToPath(file) : file,
        line: Number(groups["line"]),
        column: Number(groups["column"]),
      },
    ];
  });
}
