/** A session that another one waits for, as far as the server shows it to this role. */
export interface Blocker {
  /** Process id of its backend; 0 for a prepared transaction, which has none. */
  readonly pid: number;
  readonly applicationName: string | null;
  readonly user: string | null;
  /** As pg_stat_activity has it: `active`, `idle in transaction`, …; null when it is hidden from this role. */
  readonly state: string | null;
  /** Age of its transaction, milliseconds. */
  readonly transactionMs: number | null;
  /** Its current or last statement, literals taken out, cut to one line of 80 characters. */
  readonly query: string | null;
}
