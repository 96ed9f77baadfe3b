import type { Code } from "../../errors/codes.js";
import { StrataError } from "../../errors/strata-error.js";
import type { PlannedStep } from "../../plan/plan.js";
import type { Connection } from "../../postgres/connection.js";
import { serverErrorOf } from "../../postgres/failure-kind.js";
import { type BackendState, describeBlocker, readBackend, type Waiting } from "../../postgres/read-waiting.js";
import { codeOfState, explainServerError } from "../../postgres/sql-error.js";
import { TrackedConnection } from "../../postgres/tracked-connection.js";
import type { Blocker } from "../../types/blocker.js";
import { formatId } from "../../types/ids.js";
import { ServerError } from "../../types/session.js";
import type { RunWorld } from "./run-world.js";

/** Failures that other sessions are the cause of, and that are told with their names. */
const LOCK_FAILURES: ReadonlySet<Code | undefined> = new Set<Code>(["LOCK_TIMEOUT", "DEADLOCK"]);
/** How often the client looks at its own clock; the server is asked less often. */
const TICK_MS = 50;
/** Milliseconds between two questions to the server. */
const LOOK_MS = 250;
/** A call of this length is worth a look; in a step that has lasted as long, one of a fifth of it; in one that was begun before, any. */
const SUSPICIOUS_MS = 500;
/** A backend that has been idle for so long while its client waits for an answer: the answer is lost on the way. */
const ANSWER_LOST_MS = 15_000;
/** A look takes milliseconds: one that lasts as long is given up with its connection. */
const LOOK_LOST_MS = 5_000;
/** A request to cancel takes its time: it is sent when this part of the time is over. */
const IN_TIME = 0.95;
/** Milliseconds between two events that tell what is waited for. */
const TELL_MS = 1_000;

/** What a watch needs to know of the step that is under way; where several share one transaction it changes. */
export interface WatchedStep {
  readonly step: PlannedStep;
  /** Milliseconds that others may wait behind a lock of the step while it waits for another; undefined: for ever. */
  readonly othersMs: number | undefined;
}

/**
 * Does the work of a step over a connection whose calls are watched, and takes part where they last: names who is in the
 * way, gives way to those that wait behind the step, gives up a connection whose other end is gone, and cancels what runs
 * when the run's signal is aborted. A second connection is opened only when a call lasts half a second.
 *
 * @throws what the work throws; a lock timeout or a deadlock with the sessions that were in the way, LOCK_TIMEOUT when
 * it was made to give way.
 */
export async function withLockWatch<T>(
  world: RunWorld,
  watched: WatchedStep,
  work: (world: RunWorld) => Promise<T>,
): Promise<T> {
  const watch = new LockWatch(world, watched);
  try {
    return await work({ ...world, connection: watch.connection });
  } catch (error) {
    throw watch.explain(error);
  } finally {
    await watch.stop();
  }
}

class LockWatch {
  readonly connection: TrackedConnection;
  readonly #world: RunWorld;
  readonly #watched: WatchedStep;
  readonly #timer: NodeJS.Timeout;
  readonly #began = performance.now();
  readonly #cancel = (): void => this.#send(this.#world.connection.cancel());
  /** Cancel requests under way: a later one of them must not meet what comes after the step. */
  readonly #sent = new Set<Promise<void>>();
  #looking: Promise<void> | undefined;
  #nextLook = 0;
  #toldAt = -Infinity;
  #seen: Waiting | undefined;
  #gaveWay: number | undefined;
  /** Whether the side connection has ever seen the backend: it might lead to another server. */
  #met = false;
  #missed = 0;
  #stopped = false;

  constructor(world: RunWorld, watched: WatchedStep) {
    this.#world = world;
    this.#watched = watched;
    this.connection = new TrackedConnection(world.connection);
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
    world.signal?.addEventListener("abort", this.#cancel, { once: true });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#world.signal?.removeEventListener("abort", this.#cancel);
    // A request that is still on its way must not meet what the session does next.
    if (!this.connection.lost) await Promise.all(this.#sent);
  }

  /** The error with what the watch has seen. */
  explain(error: unknown): unknown {
    const cause = serverErrorOf(error);
    if (this.#gaveWay !== undefined && cause?.code === "57014") return this.#gaveWayError(this.#gaveWay, error);
    if (error instanceof ServerError && LOCK_FAILURES.has(codeOfState(error.code)))
      return this.explain(
        explainServerError(error, { sentence: `strata's own part of ${formatId(this.#watched.step)}` }),
      );
    if (!(error instanceof StrataError) || !LOCK_FAILURES.has(error.code)) return error;
    const blockers = this.#seen?.blockers ?? pidsOfDetail(cause?.fields.detail, this.#world.backend.processId);
    if (blockers.length === 0) return error;
    const { code, message, details } = error;
    return new StrataError(code, `${message}; in the way: ${blockers.map(describeBlocker).join(", ")}`, {
      hint: [error.hint, endHint(blockers)].filter((part) => part !== undefined).join(" "),
      details: { ...details, blockers, ...(this.#seen === undefined ? {} : { waitedFor: this.#seen.what }) },
      cause: error.cause,
    });
  }

  #gaveWayError(waitedMs: number, error: unknown): StrataError {
    const { blockers = [], what = "a lock" } = this.#seen ?? {};
    const inTheWay = blockers.length === 0 ? "" : `; in the way: ${blockers.map(describeBlocker).join(", ")}`;
    const details = error instanceof StrataError ? error.details : {};
    return new StrataError(
      "LOCK_TIMEOUT",
      `${formatId(this.#watched.step)} waited for ${what} while others had waited ${Math.round(waitedMs)} ms behind it, and gave way${inTheWay}`,
      {
        ...(blockers.length === 0 ? {} : { hint: endHint(blockers) }),
        details: { ...details, blockers, waitedFor: what, othersWaitedMs: Math.round(waitedMs) },
        cause: error,
      },
    );
  }

  #tick(): void {
    const { busySince } = this.connection;
    if (busySince === undefined) return;
    const now = performance.now();
    if (this.#world.signal?.aborted === true && this.#sent.size === 0) this.#cancel();
    if (this.#looking !== undefined || now < this.#nextLook) return;
    const call = now - busySince;
    const enough = now - this.#began >= SUSPICIOUS_MS ? SUSPICIOUS_MS / 5 : SUSPICIOUS_MS;
    if (call < enough && !this.#world.again) return;
    const looked = (): void => void (this.#looking = undefined);
    this.#looking = this.#look(busySince).then(looked, looked);
  }

  /** What is seen is worth less than the run: a look that fails has seen nothing, and a listener that throws is not heard of. */
  async #look(busySince: number): Promise<void> {
    const side = await this.#world.side.get();
    if (side === undefined || this.#stopped) return;
    const began = performance.now();
    const backend = await this.#ask(side);
    // What began since was not seen.
    if (backend === null || this.#stopped || this.connection.busySince !== busySince) return;
    this.#nextLook = performance.now() + LOOK_MS;
    this.#giveUpIfGone(backend, began - busySince);
    if (backend?.waiting === undefined) {
      this.#seen = undefined;
      return;
    }
    this.#seen = backend.waiting;
    this.#tell(backend.waiting, performance.now() - busySince);
    this.#giveWay(backend.waiting.behindMs);
  }

  /** Null when there is no answer. A connection that brings none may be as dead as the one that it is to look at: another is opened. */
  async #ask(side: Connection): Promise<BackendState | undefined | null> {
    const late = setTimeout(() => void this.#world.side.drop().catch(() => undefined), LOOK_LOST_MS);
    return readBackend(side, this.#world.backend)
      .catch(() => null)
      .finally(() => clearTimeout(late));
  }

  #tell({ what, blockers }: Waiting, elapsedMs: number): void {
    if (performance.now() - this.#toldAt < TELL_MS) return;
    this.#toldAt = performance.now();
    const holder = blockers.map(describeBlocker).join(", ");
    this.#world.onProgress({
      type: "waiting",
      for: "relation",
      step: this.#watched.step,
      what,
      blockers,
      ...(holder === "" ? {} : { holder }),
      elapsedMs,
    });
  }

  #giveWay(behindMs: number): void {
    const left = (this.#watched.othersMs ?? Infinity) * IN_TIME - behindMs;
    this.#nextLook = performance.now() + Math.min(LOOK_MS, Math.max(TICK_MS, left));
    if (left > 0) return;
    this.#gaveWay = behindMs;
    this.#cancel();
  }

  /** A connection whose backend is gone, or has long had nothing to do, will never bring the answer. */
  #giveUpIfGone(backend: BackendState | undefined, waitedMs: number): void {
    const isIdle = backend?.state?.startsWith("idle") === true && (backend.stateMs ?? 0) > ANSWER_LOST_MS;
    this.#met ||= backend !== undefined;
    const isGone = (backend === undefined && this.#met) || (isIdle && waitedMs > ANSWER_LOST_MS);
    this.#missed = isGone ? this.#missed + 1 : 0;
    if (this.#missed < 4) return;
    void this.#world.connection.close().catch(() => undefined);
  }

  #send(cancelling: Promise<void>): void {
    const sent = cancelling.catch(() => undefined).finally(() => void this.#sent.delete(sent));
    this.#sent.add(sent);
  }
}

/** How to end who is in the way. */
function endHint(blockers: readonly Blocker[]): string {
  const pids = blockers.map(({ pid }) => pid).filter((pid) => pid !== 0);
  if (pids.length === 0) return "End the prepared transaction: ROLLBACK PREPARED, by its name in pg_prepared_xacts.";
  return `To end what is in the way: ${pids.map((pid) => `SELECT pg_terminate_backend(${pid});`).join(" ")}`;
}

/** The other processes of a deadlock, as the server's detail lists them in whatever language: pids are its only decimal words beside oids. */
function pidsOfDetail(detail: string | undefined, own: number): Blocker[] {
  const pids = new Set([...(detail ?? "").matchAll(/^\D*?(\d+)/gm)].map(([, pid]) => Number(pid)));
  pids.delete(own);
  return [...pids].map((pid) => ({
    pid,
    applicationName: null,
    user: null,
    state: null,
    transactionMs: null,
    query: null,
  }));
}
