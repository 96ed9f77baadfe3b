import { StrataError } from "../../errors/strata-error.js";
import { type Connection, connect as connectToServer } from "../../postgres/connect.js";
import { describeServer } from "../../postgres/connect-error.js";
import { probePooling } from "../../postgres/pooler-probe.js";
import { explainServerError } from "../../postgres/sql-error.js";
import { ServerError } from "../../types/session.js";
import type { CommonOptions } from "../options.js";
import { interruptible } from "./interruptible.js";
import type { OpenedDatabase } from "./open-database.js";

/**
 * Refuses a connection that is no session of its own: called before the lock is taken, which would protect nothing there.
 *
 * @throws StrataError TRANSACTION_POOLER, INTERRUPTED, and what `probePooling` throws; nothing was written then.
 */
export async function refusePooler(
  { connection, target }: Pick<OpenedDatabase, "connection" | "target">,
  { connect = connectToServer, signal }: Pick<CommonOptions, "connect" | "signal">,
): Promise<void> {
  const openSecond = (): Promise<Connection> =>
    connect(target.url, {
      applicationName: "strata pooler probe",
      connectTimeoutMs: 5_000,
      ...(signal === undefined ? {} : { signal }),
    });
  const pooling = await interruptible(connection, signal, () => probePooling(connection, openSecond)).catch(
    (error: unknown) => {
      throw error instanceof ServerError ? explainServerError(error, { sentence: "looking for a pooler" }) : error;
    },
  );
  if (pooling === "own") return;
  throw new StrataError(
    "TRANSACTION_POOLER",
    `${describeServer(connection.target)}: a pooler in ${pooling} mode stands before the server`,
    {
      hint: "strata's lock belongs to a session, which such a pooler takes apart: nothing was written. Use the port of the server itself, or a pool of session mode.",
      details: { pooling },
    },
  );
}
