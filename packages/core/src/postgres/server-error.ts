import { ServerError } from "../types/session.js";

/** The driver's error as a {@link ServerError}: the server's own fields, or CONNECTION_CLOSED for whatever ended the connection. */
export function toServerError(error: unknown): ServerError {
  if (error instanceof ServerError) return error;
  const fields = new Map<string, unknown>(Object.entries(error instanceof Error ? error : {}));
  const text = (name: string): string | undefined => {
    const value = fields.get(name);
    return typeof value === "string" ? value : undefined;
  };
  const code = text("code");
  const message = error instanceof Error ? error.message : String(error);
  if (code === undefined || !text("severity")) {
    return code === undefined || isLoss(code)
      ? connectionClosed(error)
      : new ServerError(message, code, {}, { cause: error });
  }
  const optional = {
    detail: text("detail"),
    hint: text("hint"),
    position: text("position") === undefined ? undefined : Number(text("position")),
    where: text("where"),
    schema: text("schema_name"),
    table: text("table_name"),
    column: text("column_name"),
    constraint: text("constraint_name"),
  };
  const known = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return new ServerError(message, code, known, { cause: error });
}

/** The rejection of every call after the connection has ended. */
export function connectionClosed(cause?: unknown): ServerError {
  return new ServerError("the connection to the server was lost", "CONNECTION_CLOSED", {}, { cause });
}

/** The driver's and the operating system's codes for an ended connection, as against faults of the call. */
function isLoss(code: string): boolean {
  return /^(CONNECTION_|CONNECT_TIMEOUT|E[A-Z]+$)/.test(code);
}
