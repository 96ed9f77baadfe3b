import type { Code } from "../errors/codes.js";
import { StrataError } from "../errors/strata-error.js";
import { type ServerAddress, isSocketFolder } from "./connection-url.js";
import { TlsRefusal } from "./open-socket.js";

const byState: Readonly<Record<string, Code>> = {
  "28000": "LOGIN_REFUSED",
  "28P01": "LOGIN_REFUSED",
  "3D000": "DATABASE_MISSING",
  "42501": "LOGIN_REFUSED",
  "53300": "TOO_MANY_CONNECTIONS",
  // ALTER DATABASE … ALLOW_CONNECTIONS false: src/backend/utils/init/postinit.c.
  "55000": "LOGIN_REFUSED",
  "57P03": "SERVER_NOT_READY",
  "57P01": "SERVER_NOT_READY",
  "57P02": "SERVER_NOT_READY",
};

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOENT: "there is no such socket",
  EACCES: "permission denied",
  ENOTFOUND: "the name is not known",
  EAI_AGAIN: "the name could not be looked up",
  EHOSTUNREACH: "there is no way to the host",
  ENETUNREACH: "there is no way to the network",
  ECONNRESET: "the connection was reset",
  ETIMEDOUT: "no answer in time",
  EADDRNOTAVAIL: "the address cannot be used",
};

/**
 * The error of a failed connecting as people need it: which server, which database, which user, what to do; never the
 * password. Exit status 5.
 */
export function explainConnectError(error: unknown, address: ServerAddress): StrataError {
  if (error instanceof StrataError) return error;
  const where = describeServer(address);
  const { code, message, detail } = readError(error);
  const said = detail === undefined ? message : `${message} (${detail})`;
  if (error instanceof TlsRefusal) {
    return new StrataError("TLS_REFUSED", `${where}: no encrypted connection: ${message}`, {
      hint: "Correct sslmode (disable, prefer, require, verify-ca, verify-full) and sslrootcert in the URL.",
      cause: error,
    });
  }
  const known = code === undefined ? undefined : byState[code];
  if (known !== undefined) {
    return new StrataError(known, `${where}: ${said}`, {
      hint: hintFor(code ?? "", address),
      details: { sqlstate: code },
      cause: error,
    });
  }
  // 42704 and 22023: the startup message held a setting that the server does not know or does not take.
  if (code === "42704" || code === "22023") {
    return new StrataError("URL_INVALID", `${where}: ${message}`, {
      hint: "Correct or remove the parameter: those of the URL that strata does not know are sent to the server as settings.",
      cause: error,
    });
  }
  // pgbouncer's words; its ignore_startup_parameters would drop the setting in silence.
  if (code === "08P01" && message.includes("startup parameter")) {
    return new StrataError("URL_INVALID", `${where}: ${message}`, {
      hint: "A pooler stands before the server and takes no settings from the URL: remove the parameter, or use the port of the server itself.",
      cause: error,
    });
  }
  if (code !== undefined && /^[0-9A-Z]{5}$/.test(code) && !(code in reasons)) {
    return new StrataError("SERVER_UNREACHABLE", `${where}: the server refused the connection: ${said}`, {
      details: { sqlstate: code },
      cause: error,
    });
  }
  return new StrataError("SERVER_UNREACHABLE", `${where}: ${(code && reasons[code]) ?? message}`, {
    hint: isSocketFolder(address.host)
      ? `Check that a server runs whose unix_socket_directories hold ${address.host} and whose port is ${address.port}.`
      : `Check that a server runs at ${address.host}:${address.port} and can be reached from here.`,
    details: code === undefined ? {} : { systemError: code },
    cause: error,
  });
}

/** `database "shop" as user "app" at db.example:5432`. */
export function describeServer({
  host,
  port,
  database,
  user,
}: Pick<ServerAddress, "host" | "port" | "database" | "user">): string {
  const place = isSocketFolder(host) ? `${host} (port ${port})` : `${host.includes(":") ? `[${host}]` : host}:${port}`;
  return `database "${database}" as user "${user}" at ${place}`;
}

function hintFor(sqlstate: string, address: ServerAddress): string | undefined {
  switch (sqlstate) {
    case "3D000":
      return "Create it with `strata db create`, or correct the name in the URL.";
    case "55000":
      return "Nobody is let into the database: ALTER DATABASE … ALLOW_CONNECTIONS true.";
    case "42501":
      return "Grant the role CONNECT on the database, or connect as its owner.";
    case "28000":
    case "28P01":
      if (address.password === undefined)
        return "No password was given: put it into the URL, into PGPASSWORD, or into the password file.";
      return sqlstate === "28P01"
        ? "Check user and password. One whose time is over (VALID UNTIL) is refused in the same words; the server's log tells."
        : undefined;
    default:
      return undefined;
  }
}

/** With several addresses of one name Node wraps their errors into one AggregateError. */
function readError(error: unknown): { code: string | undefined; message: string; detail?: string } {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  if (!(first instanceof Error)) return { code: undefined, message: String(first) };
  const code = "code" in first && typeof first.code === "string" ? first.code : undefined;
  const detail = "detail" in first && typeof first.detail === "string" ? { detail: first.detail } : {};
  return { code, message: first.message, ...detail };
}
