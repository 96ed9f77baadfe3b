import { userInfo } from "node:os";
import { StrataError } from "../errors/strata-error.js";
import type { PlanTarget } from "../plan/plan.js";

/** How the connection is encrypted, by libpq's names. `allow` is taken as `prefer`. */
export type SslMode = "disable" | "prefer" | "require" | "verify-ca" | "verify-full";

/** Everything that a connection needs, read from a URL and the environment. Holds the password: never print it. */
export interface ServerAddress {
  /** Name or address of the host, or the absolute folder of a unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  readonly ssl: { readonly mode: SslMode; readonly rootCert?: string; readonly cert?: string; readonly key?: string };
  readonly connectTimeoutMs: number | undefined;
  readonly applicationName: string | undefined;
  /** Settings for the startup message, such as `options` or `statement_timeout`. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Parameters of libpq that change nothing here; every other unknown one is sent to the server as a setting. */
const ignored = new Set([
  "channel_binding",
  "client_encoding",
  "fallback_application_name",
  "gssencmode",
  "gsslib",
  "keepalives",
  "keepalives_count",
  "keepalives_idle",
  "keepalives_interval",
  "krbsrvname",
  "load_balance_hosts",
  "max_protocol_version",
  "min_protocol_version",
  "pgbouncer",
  "schema",
  "sslcompression",
  "sslsni",
  "target_session_attrs",
  "tcp_user_timeout",
]);

/**
 * Reads `postgres://user:password@host:port/database?parameters` as libpq does, with PGHOST, PGPORT, PGUSER,
 * PGPASSWORD, PGDATABASE, PGSSLMODE, PGSSLROOTCERT, PGCONNECT_TIMEOUT and PGAPPNAME for what it leaves out.
 * `host=/folder` names a unix socket. One host only; service files and Kerberos are not supported.
 *
 * @throws StrataError URL_INVALID, whose message quotes nothing of the URL: a password may stand anywhere in it.
 */
export function readUrl(url: string, env: NodeJS.ProcessEnv): ServerAddress {
  const match =
    /^postgres(?:ql)?:\/\/(?:(?<login>[^/?#]*)@)?(?<place>[^/?#@]*)(?:\/(?<database>[^?#@]*))?(?:\?(?<query>[^#]*))?$/.exec(
      url.trim(),
    );
  if (match?.groups === undefined) {
    throw invalid(
      /^postgres(ql)?:\/\//.test(url.trim())
        ? "it is not of the form postgres://user:password@host:port/database; a special character in the password may not be percent-encoded"
        : "it does not start with postgres:// or postgresql://",
    );
  }
  const parts = match.groups;
  const parameters = readParameters(parts["query"] ?? "");
  const [user, password] = splitOnce(parts["login"] ?? "", ":");
  const place = /^(?<host>\[[0-9a-fA-F:.%]+\]|[^:[\]]*)(?::(?<port>\d*))?$/.exec(parts["place"] ?? "")?.groups;
  if (place === undefined) throw invalid("what stands between @ and / is not host:port");
  if (place["host"]!.includes(",")) throw invalid("it names several hosts; strata connects to one");

  const take = (name: string): string | undefined => {
    const value = parameters.get(name);
    parameters.delete(name);
    return value === "" ? undefined : value;
  };
  const host =
    take("host") ??
    take("hostaddr") ??
    nonEmpty(decode(place["host"]!.replace(/^\[|\]$/g, ""))) ??
    env["PGHOST"] ??
    "localhost";
  const name = take("user") ?? nonEmpty(decode(user)) ?? nonEmpty(env["PGUSER"]) ?? systemUser();
  const sslMode = take("sslmode") ?? nonEmpty(env["PGSSLMODE"]);
  const rootCert = take("sslrootcert") ?? nonEmpty(env["PGSSLROOTCERT"]);
  const cert = take("sslcert");
  const key = take("sslkey");
  const timeout = take("connect_timeout") ?? nonEmpty(env["PGCONNECT_TIMEOUT"]);
  const address: ServerAddress = {
    host,
    port: readPort(take("port") ?? nonEmpty(place["port"]) ?? nonEmpty(env["PGPORT"]) ?? "5432"),
    user: name,
    password: take("password") ?? nonEmpty(decode(password ?? "")) ?? nonEmpty(env["PGPASSWORD"]),
    database: take("dbname") ?? nonEmpty(decode(parts["database"] ?? "")) ?? nonEmpty(env["PGDATABASE"]) ?? name,
    ssl: {
      mode: readSslMode(sslMode, rootCert, host),
      ...(rootCert !== undefined && { rootCert }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
    },
    connectTimeoutMs: timeout === undefined || !(Number(timeout) > 0) ? undefined : Number(timeout) * 1000,
    applicationName: take("application_name") ?? nonEmpty(env["PGAPPNAME"]),
    settings: Object.fromEntries([...parameters].filter(([parameter]) => !ignored.has(parameter))),
  };
  for (const [what, name] of [
    ["database", address.database],
    ["user", address.user],
  ] as const) {
    const bytes = Buffer.byteLength(name);
    // The server would cut it in silence, and mean another one.
    if (bytes > MAX_NAME_BYTES)
      throw invalid(`the name of the ${what} has ${bytes} bytes; PostgreSQL keeps ${MAX_NAME_BYTES}`);
  }
  for (const text of [address.host, address.user, address.database, address.password ?? ""]) {
    if (text.includes("\0")) throw invalid("it holds a NUL character");
  }
  return address;
}

/** Bytes of a name that PostgreSQL keeps: NAMEDATALEN - 1. */
const MAX_NAME_BYTES = 63;

/** What may be shown of an address. */
export function targetOf(address: ServerAddress): PlanTarget {
  return { host: address.host, port: address.port, database: address.database, user: address.user };
}

/** The host is the folder of a unix socket. */
export function isSocketFolder(host: string): boolean {
  return host.startsWith("/") || host.startsWith("@");
}

/** A process may run as a user whom the system does not know by name. */
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return "postgres";
  }
}

function readParameters(query: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of query.split("&")) {
    if (pair === "") continue;
    const [name, value] = splitOnce(pair, "=");
    parameters.set(decode(name), decode(value ?? ""));
  }
  return parameters;
}

/** Without a mode, connections that do not leave the machine are not encrypted: that saves a round trip. */
function readSslMode(mode: string | undefined, rootCert: string | undefined, host: string): SslMode {
  if (isSocketFolder(host)) return "disable";
  if (mode === undefined) {
    if (rootCert !== undefined) return rootCert === "system" ? "verify-full" : "verify-ca";
    return /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host) ? "disable" : "prefer";
  }
  if (mode === "allow") return "prefer";
  if (mode === "require" && rootCert !== undefined) return rootCert === "system" ? "verify-full" : "verify-ca";
  if (["disable", "prefer", "require", "verify-ca", "verify-full"].includes(mode)) return mode as SslMode;
  throw invalid("sslmode is none of disable, allow, prefer, require, verify-ca, verify-full");
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) throw invalid("the port is not a number from 1 to 65535");
  return port;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid("a % does not start an escape; write %25 for the character itself");
  }
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

function invalid(reason: string): StrataError {
  return new StrataError("URL_INVALID", `the connection URL cannot be read: ${reason}`, {
    hint: "Write postgres://user:password@host:port/database and percent-encode special characters (@ is %40, / is %2F, # is %23, % is %25).",
  });
}
