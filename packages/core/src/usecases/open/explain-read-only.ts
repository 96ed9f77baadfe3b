import type { ReadOnly } from "../../history/read-only.js";

const sources: Readonly<Record<string, string>> = {
  database: "for the database (ALTER DATABASE … SET)",
  user: "for the role (ALTER ROLE … SET)",
  "database user": "for the role in this database (ALTER ROLE … IN DATABASE … SET)",
  global: "for all roles (ALTER ROLE ALL SET)",
  client: "by the URL",
  "configuration file": "in the server's configuration (postgresql.conf or ALTER SYSTEM)",
  "command line": "on the server's command line",
  "environment variable": "in the server's environment",
  session: "within the session",
};

/** Why nothing can be written, as one clause without a full stop, and what to do. */
export function explainReadOnly(readOnly: ReadOnly): { readonly reason: string; readonly hint: string } {
  switch (readOnly.by) {
    case "standby":
      return {
        reason: "the server is a standby, which repeats what its primary writes",
        hint: "Connect to the primary server; a standby takes writes when it has been promoted.",
      };
    case "default_transaction_read_only":
      return {
        reason: `default_transaction_read_only is on, set ${sources[readOnly.source] ?? `by ${readOnly.source}`}`,
        hint: "Turn it off where it is set, or connect as a role without it; some servers are set so when their disk is full.",
      };
    case "transaction_read_only":
      return { reason: "transaction_read_only is on", hint: "Begin a session whose transactions may write." };
  }
}
