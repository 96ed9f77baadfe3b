/** A row as the driver returns it: column name to value. bigint, numeric, dates and times come as text, json as a value. */
export type Row = Record<string, unknown>;

/** A value bound to `$1`, `$2`, …: text, a number, a truth value, bytes, null or an array of simple ones. */
export type Parameter =
  | string
  | number
  | bigint
  | boolean
  | Uint8Array
  | null
  | readonly (string | number | bigint | boolean | null)[];

/**
 * One session of one server: the smallest slice of a driver that the rooms need.
 *
 * A session never reconnects in silence: after its connection is lost every call rejects. Every rejection of the
 * server is a {@link ServerError}.
 */
export interface Session {
  /** Runs one statement and returns its rows. Without parameters it takes one round trip. */
  query<R extends Row = Row>(text: string, parameters?: readonly Parameter[]): Promise<R[]>;
  /** The same, rows as arrays of column values in their order. */
  values(text: string, parameters?: readonly Parameter[]): Promise<unknown[][]>;
  /** Runs a script of several statements in one round trip; rows are thrown away. */
  run(script: string): Promise<void>;
  /** Receives each NOTICE, WARNING or INFO while it is set. */
  onNotice: ((notice: Notice) => void) | undefined;
}

/** What the server says beside its results. */
export interface Notice {
  readonly severity: string;
  readonly message: string;
  readonly code: string;
  readonly hint?: string;
}

/** The fields of an ErrorResponse that strata reads. https://www.postgresql.org/docs/current/protocol-error-fields.html */
export class ServerError extends Error {
  override readonly name = "ServerError";
  constructor(
    message: string,
    /** SQLSTATE, or the driver's code such as `CONNECTION_CLOSED`. */
    readonly code: string,
    readonly fields: {
      readonly detail?: string;
      readonly hint?: string;
      /** Characters from 1 within the text that was sent. */
      readonly position?: number;
      readonly where?: string;
      readonly schema?: string;
      readonly table?: string;
      readonly column?: string;
      readonly constraint?: string;
    } = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
