/**
 * Answers that are on their way: what depends on no answer to what was sent before is sent at once, and waited for
 * together. Within a transaction that is safe, for after a failure the server refuses what follows.
 */
export class Answers {
  #pending: Promise<unknown>[] = [];

  /** Takes the answer to what was sent, without waiting for it. */
  expect(answer: Promise<unknown>): void {
    answer.catch(() => undefined);
    this.#pending.push(answer);
  }

  /**
   * Waits for the answers to everything that was sent.
   *
   * @throws the first failure in the order of sending: those after it only say that the transaction is aborted.
   */
  async settle(): Promise<void> {
    const pending = this.#pending;
    this.#pending = [];
    const outcomes = await Promise.allSettled(pending);
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }
}
