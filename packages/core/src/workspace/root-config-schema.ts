import * as z from "zod/mini";
import { type Major, majors } from "../types/major.js";

/** The root configuration as `strata.config.json` or the default export of `strata.config.ts` writes it. */
export interface WrittenRootConfig {
  readonly $schema?: string | undefined;
  readonly postgres?: Major | undefined;
  readonly extensionSchema?: string | undefined;
  readonly targets?:
    | Readonly<Record<string, { readonly url: string; readonly modules?: readonly string[] | undefined }>>
    | undefined;
  readonly scratchUrl?: string | undefined;
  readonly roles?: readonly string[] | undefined;
  readonly allow?: { readonly extensions?: readonly string[] | undefined } | undefined;
}

const text = (): z.ZodMiniString => z.string({ error: "must be a text" });
const name = (): z.ZodMiniString => text().check(z.minLength(1, { error: "must not be empty" }));
const names = (what: string): z.ZodMiniArray<z.ZodMiniString> =>
  z.array(name(), { error: `must be a list of ${what}` });

// The value is never part of a message: it may hold a password.
const url = (what: string): z.ZodMiniString =>
  text().check(
    z.regex(/^(?:postgres(?:ql)?:\/\/|\$[A-Za-z_]\w*$)/, {
      error:
        "must start with postgres:// or postgresql://, or be $NAME of an environment variable that holds such a URL",
    }),
    z.describe(`${what}, or \`$NAME\` to read it from that environment variable when it is used.`),
  );

const target = z.strictObject(
  {
    url: url("Connection URL"),
    modules: z.optional(
      names("names of modules").check(
        z.describe("The modules that this database holds. Default: all of the workspace."),
      ),
    ),
  },
  { error: "must be an object with `url` and, if not all of them, `modules`" },
);

/** The validator of the root configuration, and the one source of config.schema.json. */
export const rootConfigSchema: z.ZodMiniType<WrittenRootConfig> = z
  .strictObject(
    {
      $schema: z.optional(text().check(z.describe("Where editors find this schema."))),
      postgres: z.optional(
        z
          .literal(majors, { error: "must be 15, 16, 17 or 18" })
          .check(z.describe("The major of PostgreSQL that embedded server, tests and dumps use. Default: 18.")),
      ),
      extensionSchema: z.optional(
        name().check(z.describe("The schema for extensions, second in every step's search_path. Default: public.")),
      ),
      targets: z.optional(
        z
          .record(z.string(), target, { error: "must be an object of names and targets" })
          .check(z.describe("Named connections, for --target.")),
      ),
      scratchUrl: z.optional(
        url(
          "URL of a server on which strata makes and drops databases of its own, for extensions that the embedded one lacks",
        ),
      ),
      roles: z.optional(
        names("names of roles").check(
          z.describe(
            "The roles that migrations grant to. Missing ones are created, without login, where strata makes the database: on its embedded server and for scratch databases.",
          ),
        ),
      ),
      allow: z.optional(
        z
          .strictObject(
            {
              extensions: z.optional(
                names("names of extensions").check(
                  z.describe("Extensions that migrations may create though PostgreSQL does not mark them as trusted."),
                ),
              ),
            },
            { error: "must be an object" },
          )
          .check(z.describe("What modules may do that is refused otherwise.")),
      ),
    },
    { error: "must be an object" },
  )
  .check(z.describe("The root configuration of a strata workspace: strata.config.json."));

/** The keys of an object at a path within the root configuration. */
export function rootConfigKeys(path: readonly (string | number)[]): readonly string[] {
  if (path[0] === "targets") return ["url", "modules"];
  return path[0] === "allow"
    ? ["extensions"]
    : ["postgres", "extensionSchema", "targets", "scratchUrl", "roles", "allow"];
}
