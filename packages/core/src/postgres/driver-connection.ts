import { Duplex, Readable, Writable } from "node:stream";
import type { Notice as DriverNotice, Sql } from "postgres";
import type { PlanTarget } from "../plan/plan.js";
import { type Notice, type Parameter, type Row, ServerError } from "../types/session.js";
import type { Connection, ConnectionEnds } from "./connection.js";
import { parameterText } from "./parameter-text.js";
import { toServerError } from "./server-error.js";

/** What was learned while connecting. */
export interface ConnectionFacts {
  readonly processId: number;
  readonly serverVersion: number;
  readonly target: PlanTarget;
  readonly ends: ConnectionEnds | undefined;
  readonly cancel: () => Promise<void>;
  /** The rejection of the calls after the connection has ended. */
  readonly ending: (cause?: unknown) => ServerError;
}

/** A connection over the driver's one stream. Not responsible for opening it. */
export class DriverConnection implements Connection {
  onNotice: ((notice: Notice) => void) | undefined;
  readonly #sql: Sql;
  readonly #facts: ConnectionFacts;
  #lost = false;
  /** Rejects each call that is under way, should the driver forget one when the connection ends. */
  readonly #running = new Set<(error: unknown) => void>();

  constructor(sql: Sql, facts: ConnectionFacts) {
    this.#sql = sql;
    this.#facts = facts;
  }

  get processId(): number {
    return this.#facts.processId;
  }

  get serverVersion(): number {
    return this.#facts.serverVersion;
  }

  get target(): PlanTarget {
    return this.#facts.target;
  }

  get ends(): ConnectionEnds | undefined {
    return this.#facts.ends;
  }

  get lost(): boolean {
    return this.#lost;
  }

  query<R extends Row = Row>(text: string, parameters: readonly Parameter[] = []): Promise<R[]> {
    return this.#call(async () => Array.from(await this.#statement<R[]>(text, parameters)));
  }

  values(text: string, parameters: readonly Parameter[] = []): Promise<unknown[][]> {
    return this.#call(async () => Array.from(await this.#statement<Row[]>(text, parameters).values()));
  }

  run(script: string): Promise<void> {
    return this.#call(async () => {
      const result: unknown = await this.#sql.unsafe(script).forEach(() => undefined);
      if (result instanceof Readable || result instanceof Writable) throw refuseCopy(result);
    });
  }

  async close({ wait = true }: { readonly wait?: boolean } = {}): Promise<void> {
    if (!this.#lost) {
      const ended = this.#sql.end({ timeout: 5 });
      if (wait) await ended;
      else ended.catch(() => undefined);
    }
    this.lose();
  }

  async cancel(): Promise<void> {
    if (!this.#lost) await this.#facts.cancel();
  }

  /** Passes on what the driver reports. */
  notice(notice: DriverNotice): void {
    const { severity = "NOTICE", message = "", code = "00000", hint } = notice;
    this.onNotice?.({ severity, message, code, ...(hint !== undefined && { hint }) });
  }

  /** From now on every call rejects, those under way included. */
  lose(cause?: unknown): void {
    this.#lost = true;
    // The driver rejects its own calls first, with what it knows; this is for those it forgets.
    setImmediate(() => {
      for (const reject of this.#running) reject(this.#facts.ending(cause));
    });
  }

  #statement<T extends Row[]>(text: string, parameters: readonly Parameter[]) {
    const statement = this.#sql.unsafe<T>(text, parameters.map(parameterText));
    // The driver would ask for the types of the parameters first and wait for the answer: a second round trip, and an
    // end to pipelining. Text of unknown type needs no such question.
    const isNeverDescribed = { get: () => false, set: () => undefined };
    // Merely awaited it would be sent later than a script, and one of the same turn would overtake it.
    return Object.defineProperty(statement, "describeFirst", isNeverDescribed).execute();
  }

  async #call<T>(work: () => Promise<T>): Promise<T> {
    if (this.#lost) throw this.#facts.ending();
    return new Promise<T>((resolve, reject) => {
      const fail = (error: unknown): void => {
        this.#running.delete(fail);
        const known = toServerError(error);
        reject(known.code === "CONNECTION_CLOSED" ? this.#facts.ending(known.cause) : known);
      };
      this.#running.add(fail);
      work().then((value) => {
        this.#running.delete(fail);
        resolve(value);
      }, fail);
    });
  }
}

/** A COPY from or to the client would leave the connection waiting for ever: end it. */
function refuseCopy(stream: Readable | Writable): ServerError {
  stream.on("error", () => undefined);
  if (stream instanceof Writable) stream.destroy(new Error("COPY FROM STDIN has no input here"));
  if (stream instanceof Readable && !(stream instanceof Duplex)) stream.resume();
  return new ServerError("COPY from STDIN or to STDOUT cannot be part of a script", "0A000");
}
