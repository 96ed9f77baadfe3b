import type { Finding } from "../errors/finding.js";
import type { TextFile } from "../migration/migration.js";
import { textFinding } from "../migration/text-finding.js";

/** A file or folder that the tool would not run. It is left out. */
export function leftOut({ name, path }: { readonly name: string; readonly path: string }, why: string): Finding {
  return { code: "ADOPT_LEFT_OUT", message: `${name} is left out: ${why}`, place: { file: path } };
}

/** Two files that are the same thing to the tool. */
export function twice(first: TextFile, second: TextFile, what: string): Finding {
  return {
    code: "ADOPT_TWICE",
    message: `${second.name} and ${first.name} are both ${what}`,
    place: { file: second.path },
  };
}

/** A way back without a way up. */
export function downAlone(down: { readonly name: string; readonly path: string }, missing: string): Finding {
  return {
    code: "ADOPT_DOWN_ALONE",
    message: `${down.name} has a way back but no way up: ${missing} is missing`,
    place: { file: down.path },
  };
}

/** A file that the tool itself would refuse, at an index of its text. */
export function notItsFormat(file: TextFile, offset: number, message: string, hint: string): Finding {
  return textFinding(file, offset, { code: "ADOPT_FORMAT", message, hint });
}
