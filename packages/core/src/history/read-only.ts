/** Why nothing can be written through a session. */
export type ReadOnly =
  | { readonly by: "standby" }
  /** `source` is where the setting comes from, in the words of pg_settings: `database`, `user`, `configuration file`, … */
  | { readonly by: "default_transaction_read_only"; readonly source: string }
  /** The transaction under way, and not the default. */
  | { readonly by: "transaction_read_only" };

/** The same, as an expression of type json; null where something can be written. */
export const READ_ONLY = `CASE
    WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.json_build_object('by', 'standby')
    WHEN pg_catalog.current_setting('default_transaction_read_only') = 'on' THEN (
      SELECT pg_catalog.json_build_object('by', name, 'source', source) FROM pg_catalog.pg_settings
        WHERE name = 'default_transaction_read_only')
    WHEN pg_catalog.current_setting('transaction_read_only') = 'on' THEN
      pg_catalog.json_build_object('by', 'transaction_read_only') END`;
