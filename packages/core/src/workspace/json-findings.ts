import type { Finding } from "../errors/finding.js";
import type { JsonProblem } from "../module/json-problem.js";
import { frame } from "../sql/frame.js";

/**
 * Problems of JSON files as findings with line, column and frame. `textOf` gives a file's text. The parser that keeps
 * positions is loaded here and only here, so that a workspace without problems never waits for it.
 */
export async function placeJsonProblems(
  problems: readonly JsonProblem[],
  textOf: (file: string) => string | undefined,
): Promise<Finding[]> {
  if (problems.length === 0) return [];
  const { findNodeAtLocation, parseTree } = await import("jsonc-parser");
  return problems.map(({ code, message, hint, file, path, at, module }) => {
    const text = textOf(file);
    const tree = text === undefined ? undefined : parseTree(text);
    let place: Partial<ReturnType<typeof frame>> = {};
    // The nearest part that exists: a key that is missing is shown at the object that lacks it.
    for (let length = path.length; length >= 0 && text !== undefined && tree !== undefined; length -= 1) {
      const node = findNodeAtLocation(tree, path.slice(0, length));
      if (node === undefined) continue;
      const key = at === "key" && length === path.length ? node.parent?.children?.[0] : undefined;
      place = frame(text, (key ?? node).offset);
      break;
    }
    const { line, column, frame: lines } = place;
    return {
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
      place: { file, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) },
      ...(lines === undefined ? {} : { frame: lines }),
      ...(module === undefined ? {} : { module }),
    };
  });
}

/** What keeps a text from being a JSON object: the first mistake, with its place. */
export async function jsonSyntaxFindings(code: Finding["code"], file: string, text: string): Promise<Finding[]> {
  const { parseTree, printParseErrorCode } = await import("jsonc-parser");
  const errors: { error: number; offset: number; length: number }[] = [];
  parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  const first = errors[0];
  if (first === undefined)
    return [{ code, message: `${file} does not hold a JSON object`, place: { file, line: 1, column: 1 } }];
  const words = printParseErrorCode(first.error)
    .replaceAll(/(?<=[a-z])(?=[A-Z])/gu, " ")
    .toLowerCase();
  const { line, column, frame: lines } = frame(text, first.offset);
  return [{ code, message: `${file} is not valid JSON: ${words}`, place: { file, line, column }, frame: lines }];
}
