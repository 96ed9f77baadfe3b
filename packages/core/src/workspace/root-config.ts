import type { ModuleName } from "../types/ids.js";
import type { Major } from "../types/major.js";

/** The resolved root configuration (`strata.config.json` or `.ts`), after defaults. */
export interface RootConfig {
  /** The file it was read from; undefined when there is none and everything is a default. */
  readonly file: string | undefined;
  /** The one major that embedded server, tests and dumps use. */
  readonly postgres: Major;
  /** The schema for extensions, second in every step's search_path. */
  readonly extensionSchema: string;
  /** Named connections. A `url` of `$NAME` is read from that environment variable when it is used. */
  readonly targets: Readonly<Record<string, { readonly url: string; readonly modules?: readonly ModuleName[] }>>;
  /** The server for scratch databases, where it is not the embedded one; `$NAME` as in a target. */
  readonly scratchUrl?: string;
  /** Roles that migrations grant to: created, without login, on the embedded server and for scratch databases. */
  readonly roles: readonly string[];
  readonly allow: { readonly extensions: readonly string[] };
}
