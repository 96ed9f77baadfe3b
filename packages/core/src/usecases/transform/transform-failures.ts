import { dirname } from "node:path";
import { StrataError } from "../../errors/strata-error.js";
import type { TextFile } from "../../migration/migration.js";
import { codeOfState } from "../../postgres/sql-error.js";
import { shownFields } from "../../postgres/shown-fields.js";
import { frameAt } from "../../sql/frame.js";
import { type Place, formatPlace } from "../../types/place.js";
import { ServerError } from "../../types/session.js";
import { sourcePlace } from "../../workspace/load-typescript.js";
import { framesOf } from "../../workspace/stack-frames.js";

/**
 * What goes wrong in the code of a transform, told in terms of its source. An error of the server is born where the
 * driver reads it, far from the statement: the place where each statement was written is remembered beside it.
 */
export class TransformFailures {
  readonly #file: TextFile;
  readonly #sites = new WeakMap<object, Error>();
  readonly #running = new Set<Promise<unknown>>();
  /** The first error of a statement, whether or not the code caught it. */
  first: unknown;
  /** Where the drizzle handle was used last. */
  lastUse: Error = new Error("used here");

  constructor(file: TextFile) {
    this.#file = file;
  }

  /** The drizzle handle is being used. */
  used(): void {
    this.lastUse = new Error("used here");
  }

  /** Watches a statement, so that one that nobody awaits is still waited for and its error is not lost. */
  watch<T>(statement: Promise<T>, site: Error): Promise<T> {
    this.#running.add(statement);
    statement.then(
      () => this.#running.delete(statement),
      (error: unknown) => {
        this.#running.delete(statement);
        this.first ??= error;
        if (typeof error === "object" && error !== null) this.#sites.set(error, site);
      },
    );
    return statement;
  }

  /** Resolves when every statement has ended; throws the error of one that nobody awaited. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Throws when a statement was written and never sent. */
  throwForgotten(sites: readonly Error[]): void {
    const site = sites[0];
    if (site === undefined) return;
    const error = new Error("a statement was written here and never sent: await it, or make it part of another one");
    this.#sites.set(error, site);
    throw error;
  }

  /** TRANSFORM_FAILED, or the code of what the server said, with the place in the source and without a stack; a StrataError and the abort's reason stay what they are. */
  async explain(error: unknown): Promise<unknown> {
    const cause = causeOf(error);
    if (cause instanceof StrataError && cause.code !== "TRANSFORM_REFUSED") return cause;
    const place = await this.#placeOf(error, cause);
    const message = cause instanceof Error ? cause.message : String(cause);
    const lines = this.#frameOf(place);
    const fields = cause instanceof ServerError ? shownFields(cause) : {};
    const isRefused = cause instanceof StrataError;
    const ofState = cause instanceof ServerError ? codeOfState(cause.code) : undefined;
    return new StrataError(
      isRefused ? cause.code : (ofState ?? "TRANSFORM_FAILED"),
      `${formatPlace(place)}: ${message}`,
      {
        hint: isRefused ? cause.hint : cause instanceof ServerError ? cause.fields.hint : undefined,
        details: { place, ...(lines !== undefined && { frame: lines }), ...fields },
        cause: error,
      },
    );
  }

  async #placeOf(error: unknown, cause: unknown): Promise<Place> {
    const sites = [error, cause].map((one) =>
      typeof one === "object" && one !== null ? this.#sites.get(one) : undefined,
    );
    const folder = `${dirname(this.#file.path)}/`;
    // drizzle builds a statement when it is awaited; what it throws then knows nothing of the code that wrote it.
    const frames = [error, ...sites, this.lastUse].flatMap(framesOf).filter(({ file }) => file.startsWith(folder));
    const first = frames.find(({ file }) => file === this.#file.path) ?? frames[0];
    return first === undefined ? { file: this.#file.path } : sourcePlace(first.file, first.line, first.column);
  }

  #frameOf(place: Place): string | undefined {
    if (place.file !== this.#file.path || place.line === undefined) return undefined;
    return frameAt(this.#file.text, place.line, place.column).frame;
  }
}

/**
 * What is to be told of an error: a refusal of the server or of strata, however the code wrapped it, else the error
 * itself. drizzle wraps every failure in an error that holds the statement and its parameters, which may be secrets.
 */
function causeOf(error: unknown): unknown {
  for (let one = error; one instanceof Error; one = one.cause) {
    if (one instanceof ServerError || one instanceof StrataError) return one;
  }
  const isWrapped = error instanceof Error && "query" in error && "params" in error && error.cause instanceof Error;
  return isWrapped ? error.cause : error;
}
