import { StrataError } from "../../errors/strata-error.js";
import type { ProgressSink } from "../../plan/progress.js";
import { type Connect, type ConnectOptions, connect as connectToServer } from "../../postgres/connect.js";
import type { Connection } from "../../postgres/connection.js";
import { createDatabase, withMaintenance } from "../../postgres/database.js";
import type { ChosenTarget } from "./choose-target.js";

/** Milliseconds for a server that starts, or has no connection left, before the first connection is given up. */
const PATIENCE_MS = 10_000;

/**
 * Connects to a target. A server that is starting or full is asked again for a short time; one that nobody has reached is
 * not, for the address may be wrong. On the embedded server a database that is not there yet is created: only a connection that
 * fails shows it, so the common case pays nothing for the question.
 *
 * @throws StrataError what `connect` throws.
 */
export async function connectTarget(
  target: ChosenTarget,
  {
    connect = connectToServer,
    ...options
  }: ConnectOptions & {
    readonly onProgress?: ProgressSink | undefined;
    readonly connect?: Connect | undefined;
  } = {},
): Promise<Connection> {
  try {
    return await connect(target.url, options);
  } catch (error) {
    if (error instanceof StrataError && (error.code === "SERVER_NOT_READY" || error.code === "TOO_MANY_CONNECTIONS")) {
      const { connectAgain, PASSING } = await import("../../postgres/connect-again.js");
      return connectAgain(() => connect(target.url, options), {
        passing: PASSING,
        budgetMs: PATIENCE_MS,
        signal: options.signal,
        onWaiting: (elapsedMs, reason) => options.onProgress?.({ type: "waiting", for: "server", elapsedMs, reason }),
      });
    }
    if (target.kind !== "embedded" || !(error instanceof StrataError) || error.code !== "DATABASE_MISSING") throw error;
  }
  const database = decodeURIComponent(new URL(target.url).pathname.slice(1));
  const created = await withMaintenance(target.url, (connection) => createDatabase(connection, database));
  if (created) options.onProgress?.({ type: "server", state: "created", what: `database ${database}` });
  return connect(target.url, options);
}
