import type { Connection } from "../../postgres/connection.js";
import { giveUp } from "../../postgres/transaction.js";
import { beginStep, type OpenedStep } from "./open-step.js";
import type { PreparedStep } from "./prepare-steps.js";
import type { RunWorld } from "./run-world.js";

/**
 * The transaction of the step after the one under way. It is begun in the same packet as the COMMIT of that one, which
 * saves a round trip; what is sent for it changes nothing. Whatever goes wrong with it, it is given up, and the step
 * begins anew by itself.
 */
export class StepAhead {
  #ahead:
    | { readonly of: PreparedStep; readonly connection: Connection; readonly begun: Promise<OpenedStep> }
    | undefined;

  /** Begins it, without waiting for an answer. */
  begin(world: RunWorld, of: PreparedStep): void {
    const begun = beginStep(world, of);
    // Whoever takes it is told of a failure, and `settle` looks for one.
    begun.catch(() => undefined);
    this.#ahead = { of, connection: world.connection, begun };
  }

  /** Waits until it is open. The step under way has been committed. */
  async settle(): Promise<void> {
    try {
      await this.#ahead?.begun;
    } catch {
      await this.drop();
    }
  }

  /** Hands over what was begun for a step, if it was: from now on that is the caller's. */
  take(of: PreparedStep): Promise<OpenedStep> | undefined {
    if (this.#ahead?.of !== of) return undefined;
    const { begun } = this.#ahead;
    this.#ahead = undefined;
    return begun;
  }

  /** Gives up what was begun and has not been taken. */
  async drop(): Promise<void> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    if (ahead !== undefined) await giveUp(ahead.connection, ahead.begun);
  }
}
