import { readUrl } from "./connection-url.js";

/**
 * A connection URL without its secrets, for messages: `postgres://user@host:port/database`. What cannot be read is
 * not quoted at all, for a password may stand anywhere in it. Never throws.
 */
export function redactUrl(url: string): string {
  try {
    const { host, port, user, database } = readUrl(url, {});
    const encoded = encodeURIComponent(database);
    return host.startsWith("/") || host.startsWith("@")
      ? `postgres://${encodeURIComponent(user)}@/${encoded}?host=${host}&port=${port}`
      : `postgres://${encodeURIComponent(user)}@${host.includes(":") ? `[${host}]` : host}:${port}/${encoded}`;
  } catch {
    return "postgres://(unreadable)";
  }
}
