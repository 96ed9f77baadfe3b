import { canonicalJson } from "../lib/canonical-json.js";
import { sha256 } from "../lib/hash.js";
import type { TextFile } from "../migration/migration.js";
import type { CheckedFile, FileContext } from "./checked-file.js";
import { keepCheck, readKept } from "./kept-check.js";

/** Of how the cache is written. It grows with what is kept of a file, and with every rule that files are held against. */
const FORMAT = 1;

/** Bytes of the cache's file: some 200,000 statements. More is neither read nor written. */
export const MAX_CACHE_BYTES = 4 * 1024 * 1024;

/** Whose verdicts are in the cache. Those of any other version count for nothing. */
export interface SqlVersions {
  readonly strata: string;
  readonly parser: string;
}

/** What is kept of one text. */
interface KeptText {
  meaning?: string;
  /** By the canonical JSON of the context. */
  checks?: Record<string, unknown>;
}

/**
 * What reading SQL has yielded before: the verdict over a file in a context, where nothing was found against it, and the
 * meaning of a text. Texts are found by their SHA-256, so that an edited file is unknown. docs/FORMATS.md, "Cache of
 * checked SQL".
 *
 * It knows no files: `content` is what the last `write` gave. Whatever is wrong with it, it is an empty cache then.
 */
export class SqlCache {
  readonly #versions: string;
  readonly #texts: Map<string, KeptText>;
  readonly #used = new Set<string>();
  readonly #hashes = new WeakMap<TextFile, string>();
  #isChanged = false;

  constructor(content: string | undefined, versions: SqlVersions) {
    this.#versions = canonicalJson({ format: FORMAT, ...versions });
    this.#texts = content === undefined ? new Map() : readTexts(content, this.#versions);
  }

  /** Whether it holds more than it was read with. */
  get isChanged(): boolean {
    return this.#isChanged;
  }

  /** What `checkFile` would say of the file, where it is known. */
  check(file: TextFile, context: FileContext): CheckedFile | undefined {
    const checks = this.#find(file)?.checks;
    const key = canonicalJson(context);
    return isRecord(checks) && Object.hasOwn(checks, key) ? readKept(checks[key], file) : undefined;
  }

  /** Whether it holds a verdict over the file, in whatever context. */
  isChecked(file: TextFile): boolean {
    return this.#find(file)?.checks !== undefined;
  }

  /** What `meaningHash` would say of the text, where it is known. */
  meaning(file: TextFile): string | undefined {
    const meaning = this.#find(file)?.meaning;
    return typeof meaning === "string" && /^[0-9a-f]{64}$/.test(meaning) ? meaning : undefined;
  }

  /** Keeps a verdict; one with findings is not kept. */
  keepCheck(file: TextFile, context: FileContext, checked: CheckedFile): void {
    const kept = keepCheck(checked);
    if (kept === undefined) return;
    const text = this.#make(file);
    text.checks = { ...(isRecord(text.checks) ? text.checks : {}), [canonicalJson(context)]: kept };
  }

  keepMeaning(file: TextFile, meaning: string): void {
    this.#make(file).meaning = meaning;
  }

  /**
   * The content for the next run: of texts that were looked for in this one, then of those others that are among `files`,
   * as far as there is room.
   */
  write(files: Iterable<TextFile>): string {
    const there = new Set(this.#used);
    for (const file of files) there.add(this.#hashOf(file));
    const lines = [this.#versions];
    let room = MAX_CACHE_BYTES - 65 - Buffer.byteLength(this.#versions);
    for (const hash of there) {
      const kept = this.#texts.get(hash);
      if (kept === undefined) continue;
      const line = JSON.stringify([hash, kept]);
      room -= Buffer.byteLength(line) + 1;
      if (room < 0) break;
      lines.push(line);
    }
    const body = lines.join("\n");
    return `${sha256(body)}\n${body}`;
  }

  #find(file: TextFile): KeptText | undefined {
    const hash = this.#hashOf(file);
    this.#used.add(hash);
    return this.#texts.get(hash);
  }

  #make(file: TextFile): KeptText {
    const text = this.#find(file) ?? {};
    this.#texts.set(this.#hashOf(file), text);
    this.#isChanged = true;
    return text;
  }

  #hashOf(file: TextFile): string {
    let hash = this.#hashes.get(file);
    if (hash === undefined) this.#hashes.set(file, (hash = sha256(file.text)));
    return hash;
  }
}

/** By hash; empty for a content that is torn, of another version, or anything else. */
function readTexts(content: string, versions: string): Map<string, KeptText> {
  const texts = new Map<string, KeptText>();
  const body = content.slice(65);
  if (!body.startsWith(`${versions}\n`) || content.slice(0, 65) !== `${sha256(body)}\n`) return texts;
  try {
    const lines: unknown = JSON.parse(`[${body.slice(versions.length + 1).replaceAll("\n", ",")}]`);
    for (const line of Array.isArray(lines) ? lines : []) {
      const [hash, kept]: unknown[] = Array.isArray(line) ? line : [];
      if (typeof hash === "string" && isRecord(kept)) texts.set(hash, kept);
    }
  } catch {
    // With the right hash and yet no JSON: not written by strata.
    texts.clear();
  }
  return texts;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
