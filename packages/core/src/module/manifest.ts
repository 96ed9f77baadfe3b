import type { Code } from "../errors/codes.js";

/** The manifest in its written form: the `strata` key of a module's package.json. Every key has a default. */
export interface Manifest {
  /** What the module owns; the schema named after the module unless given. */
  readonly owns?:
    | readonly (
        | string
        | { readonly claim: string; readonly from?: string | undefined; readonly until?: string | undefined }
      )[]
    | undefined;
  /** The module's name; the unscoped name of its package unless given. */
  readonly name?: string | undefined;
  /** Earlier names of the module. */
  readonly was?: readonly string[] | undefined;
  /** The folder of migrations within the package; `migrations` unless given. */
  readonly migrations?: string | undefined;
  /** Findings that the module accepts, each with the reason. */
  readonly allow?: Partial<Readonly<Record<Code, string>>> | undefined;
}

/** Bytes that PostgreSQL keeps of a name: the module's becomes that of a schema. */
export const LONGEST_NAME = 63;

/** What a module may be called, but for its length. */
export const nameForm = /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/;

/** What a module may be called: it becomes the name of a schema, and a part of commands and messages. */
export function isModuleName(name: string): boolean {
  return nameForm.test(name) && name.length <= LONGEST_NAME;
}

/** The keys of an object at a path within the manifest. */
export function manifestKeys(path: readonly (string | number)[]): readonly string[] {
  return path[0] === "owns" ? ["claim", "from", "until"] : ["owns", "name", "was", "migrations", "allow"];
}

/**
 * Whether a written form is one of the usual ones and without a mistake. Any other may be right or wrong: that is for
 * the validator to say, which takes longer to load than everything else that discovery needs.
 */
export function isPlainManifest(written: unknown): written is Manifest {
  if (typeof written !== "object" || written === null || Array.isArray(written)) return false;
  return Object.entries(written).every(([key, value]: [string, unknown]) => {
    if (key === "owns") return Array.isArray(value) && value.every((one) => typeof one === "string");
    if (key === "name") return typeof value === "string" && isModuleName(value);
    return key === "migrations" && typeof value === "string" && value !== "";
  });
}
