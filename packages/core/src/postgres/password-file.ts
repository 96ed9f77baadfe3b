import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type ServerAddress, isSocketFolder } from "./connection-url.js";

/**
 * The password that the user's password file has for an address: PGPASSFILE, else `~/.pgpass`. As libpq does, a file
 * that others may read is passed over.
 *
 * Source: https://www.postgresql.org/docs/current/libpq-pgpass.html
 */
export function passwordFromFile(address: ServerAddress, env: NodeJS.ProcessEnv): string | undefined {
  const usual =
    process.platform === "win32"
      ? join(env["APPDATA"] ?? homedir(), "postgresql", "pgpass.conf")
      : join(env["HOME"] ?? homedir(), ".pgpass");
  const file = env["PGPASSFILE"] || usual;
  try {
    const { mode } = statSync(file);
    if (process.platform !== "win32" && (mode & 0o077) !== 0) return undefined;
    return findPassword(readFileSync(file, "utf8"), address);
  } catch {
    // No such file, or none that this user may read: the same as one without a matching line.
    return undefined;
  }
}

/** The password of the first line `host:port:database:user:password` that matches; `*` matches all, `\` quotes. */
export function findPassword(
  content: string,
  { host, port, database, user }: Pick<ServerAddress, "host" | "port" | "database" | "user">,
): string | undefined {
  const wanted = [isSocketFolder(host) ? "localhost" : host, String(port), database, user];
  for (const line of content.split(/\r?\n/)) {
    if (line === "" || line.startsWith("#")) continue;
    const fields = line.match(/(?:\\.|[^:\\])*(?::|$)/g)?.map((field) => field.replace(/:$/, "")) ?? [];
    const matches = wanted.every((value, index) => fields[index] === "*" || unquote(fields[index] ?? "") === value);
    const password = fields[4];
    if (matches && password !== undefined) return unquote(password);
  }
  return undefined;
}

function unquote(field: string): string {
  return field.replaceAll(/\\(.)/g, "$1");
}
