/** A place in a file: what a person can click on. Lines and columns count from 1; columns count characters. */
export interface Place {
  /** Absolute path, or the name of a text that is no file, such as `down.sql (stored)`. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** `file:line:column`, as far as it is known. */
export function formatPlace(place: Place): string {
  return [place.file, place.line, place.column].filter((part) => part !== undefined).join(":");
}
