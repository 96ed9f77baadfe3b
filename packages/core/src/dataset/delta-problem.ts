import type { Finding } from "../errors/finding.js";
import type { Place } from "../types/place.js";

/** One thing wrong with a delta's file. */
export function invalid(place: Place, message: string, hint?: string): Finding {
  return { code: "DATASET_INVALID", message, place, ...(hint !== undefined && { hint }) };
}

/** One thing about a delta that does not fit the database. */
export function unfit(place: Place, message: string, hint?: string): Finding {
  return { code: "DATASET_UNFIT", message, place, ...(hint !== undefined && { hint }) };
}
