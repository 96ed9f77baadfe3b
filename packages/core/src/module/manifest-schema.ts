import * as z from "zod/mini";
import { LONGEST_NAME, type Manifest, nameForm } from "./manifest.js";

const text = (): z.ZodMiniString => z.string({ error: "must be a text" });

const moduleName = (): z.ZodMiniString =>
  text().check(
    z.regex(nameForm, { error: "must start with a letter and hold only a-z, 0-9 and - between" }),
    z.maxLength(LONGEST_NAME, { error: `must not be longer than ${LONGEST_NAME} characters` }),
  );

const version = (): z.ZodMiniString =>
  text().check(z.regex(/^\d{14}$/, { error: "must be a version: 14 digits, YYYYMMDDhhmmss" }));

const claimObject = z.strictObject(
  {
    claim: text().check(
      z.describe(
        "The pattern: `schema.*`, `schema.table` or `schema.prefix_*`. `*` stands for any characters within a name.",
      ),
    ),
    from: z.optional(version().check(z.describe("The first version that the claim holds for."))),
    until: z.optional(version().check(z.describe("The first version that the claim no longer holds for."))),
  },
  { error: "must be an object" },
);

const claim = z.union([text().check(z.describe("A claim for every version, such as `billing.*`.")), claimObject], {
  error: 'must be a text such as "billing.*", or an object with `claim`, `from` and `until`',
});

/**
 * The validator of the written form, and the one source of manifest.schema.json. Rules that look at more than one value
 * are in manifest-rules.ts.
 */
export const manifestSchema: z.ZodMiniType<Manifest> = z
  .strictObject(
    {
      owns: z.optional(
        z
          .array(claim, { error: "must be a list of claims" })
          .check(
            z.describe(
              "What the module owns, as patterns over qualified names. Default: the schema named after the module, `-` written as `_`.",
            ),
          ),
      ),
      name: z.optional(
        moduleName().check(z.describe("The module's name. Default: the name of the package without its scope.")),
      ),
      was: z.optional(
        z
          .array(moduleName(), { error: "must be a list of names" })
          .check(z.describe("Earlier names of the module: a history that holds one of them is this module's.")),
      ),
      migrations: z.optional(
        text()
          .check(z.minLength(1, { error: "must not be empty" }))
          .check(z.describe("The folder of migrations, relative to the package and within it. Default: `migrations`.")),
      ),
      allow: z.optional(
        z
          .record(z.string(), text().check(z.regex(/\S/, { error: "must say why" })), {
            error: "must be an object of codes and reasons",
          })
          .check(z.describe("Findings that the whole module accepts: the code, and why. An error cannot be accepted.")),
      ),
    },
    { error: "must be an object" },
  )
  .check(z.describe("What a module tells strata: the `strata` key of its package.json."));
