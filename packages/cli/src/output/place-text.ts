import { isAbsolute, relative, sep } from "node:path";
import type { Place } from "@strata/core";

/** `file:line:column` as a person can click on it: relative to the folder he stands in, when that is shorter. */
export function placeText(place: Place, cwd: string): string {
  const near = isAbsolute(place.file) ? relative(cwd, place.file) : place.file;
  const file = near === "" || near.startsWith("../../../") ? place.file : near;
  return [file, place.line, place.column].filter((part) => part !== undefined).join(":");
}

/** A sentence with the paths below the folder written as seen from there. */
export function nearPaths(text: string, cwd: string): string {
  return cwd === sep ? text : text.replaceAll(cwd + sep, "");
}
