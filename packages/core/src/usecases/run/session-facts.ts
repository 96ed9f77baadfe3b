import { type BackendId, readBackendId } from "../../postgres/read-waiting.js";
import { CHECK_CONNECTION } from "../../postgres/step-settings.js";
import type { Connection } from "../../postgres/connection.js";
import { ServerError } from "../../types/session.js";

/** What a run knows of a connection before it works over it. */
export interface SessionFacts {
  readonly connection: Connection;
  readonly backend: BackendId;
  /** Whether the server can notice by itself that the client has gone. */
  readonly checksConnection: boolean;
}

/** Learns them; one round trip. */
export async function readSessionFacts(connection: Connection): Promise<SessionFacts> {
  const [checksConnection, backend] = await Promise.all([setConnectionCheck(connection), readBackendId(connection)]);
  return { connection, backend, checksConnection };
}

/** Only some platforms let the server notice that its client is gone; the others refuse the setting. */
async function setConnectionCheck(connection: Connection): Promise<boolean> {
  try {
    await connection.run(CHECK_CONNECTION);
    return true;
  } catch (error) {
    if (error instanceof ServerError && !connection.lost) return false;
    throw error;
  }
}
