/** Why nothing can be written through a session. */
export type ReadOnly =
  | { readonly by: "standby" }
  /** `source` is where the setting comes from, in the words of pg_settings: `database`, `user`, `configuration file`, … */
  | { readonly by: "default_transaction_read_only"; readonly source: string }
  /** The transaction under way, and not the default. */
  | { readonly by: "transaction_read_only" };

/**
 * What {@link toReadOnly} reads, as an expression of type text; null where something can be written. The function is what
 * the view pg_settings is made of, and is planned in less time.
 */
export const READ_ONLY = `CASE
    WHEN pg_catalog.pg_is_in_recovery() THEN 'standby'
    WHEN pg_catalog.current_setting('default_transaction_read_only') = 'on' THEN (
      SELECT 'default ' || source FROM pg_catalog.pg_show_all_settings() WHERE name = 'default_transaction_read_only')
    WHEN pg_catalog.current_setting('transaction_read_only') = 'on' THEN 'transaction' END`;

/** What a value of {@link READ_ONLY} says. */
export function toReadOnly(text: string | null): ReadOnly | null {
  if (text === null) return null;
  if (text === "standby") return { by: "standby" };
  return text === "transaction"
    ? { by: "transaction_read_only" }
    : { by: "default_transaction_read_only", source: text.slice("default ".length) };
}
