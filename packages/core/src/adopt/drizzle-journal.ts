import type { Finding } from "../errors/finding.js";
import type { TextFile } from "../migration/migration.js";
import { notItsFormat } from "./history-problem.js";

/** One line of drizzle-kit's journal. */
export interface JournalEntry {
  /** Name of the file without `.sql`. */
  readonly tag: string;
  /** Milliseconds since 1970: what `created_at` of its table holds. */
  readonly when: number;
  /** Where the tag stands in the journal's text. */
  readonly offset: number;
}

const HINT = "Put it back as drizzle-kit wrote it.";

/** Reads meta/_journal.json: its entries in their order, or what is wrong with it. */
export function readJournal(file: TextFile): { readonly entries: readonly JournalEntry[]; readonly problem?: Finding } {
  const refused = (message: string) => ({ entries: [], problem: notItsFormat(file, 0, message, HINT) });
  const journal = parse(file.text);
  if (journal === undefined) return refused("the journal is no JSON");
  const { dialect, entries } = Object(journal) as { dialect?: unknown; entries?: unknown };
  // Journals of 2023 and before say pg.
  if (dialect !== undefined && dialect !== "postgresql" && dialect !== "pg")
    return refused(`these migrations were made for ${JSON.stringify(dialect)}`);
  if (!Array.isArray(entries)) return refused("the journal has no list of entries");
  const read: JournalEntry[] = [];
  for (const entry of entries as unknown[]) {
    const { tag, when } = Object(entry) as { tag?: unknown; when?: unknown };
    // A time that Date can hold.
    if (typeof tag !== "string" || typeof when !== "number" || Number.isNaN(new Date(when).getTime()))
      return refused(`entry ${read.length + 1} of the journal has no tag or no time`);
    read.push({ tag, when, offset: Math.max(0, file.text.indexOf(JSON.stringify(tag))) });
  }
  return { entries: read };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
