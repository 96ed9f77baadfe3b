import * as z from "zod/mini";
import { manifestSchema } from "../../src/module/manifest-schema.js";
import { findingCodes } from "../../src/module/resolve-manifest.js";
import { rootConfigSchema } from "../../src/workspace/root-config-schema.js";

/** manifest.schema.json, from the validator. What an `allow` may name comes from the list of codes. */
export function manifestJsonSchema(): string {
  return render("strata manifest", manifestSchema, (path) =>
    path.at(-1) === "allow" ? { propertyNames: { enum: findingCodes() } } : {},
  );
}

/** config.schema.json, from the validator. */
export function configJsonSchema(): string {
  return render("strata root configuration", rootConfigSchema, () => ({}));
}

function render(title: string, schema: z.ZodMiniType, more: (path: readonly (string | number)[]) => object): string {
  const json = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-7",
    override: ({ jsonSchema, path }) => void Object.assign(jsonSchema, more(path)),
  });
  const { $schema, ...rest } = json;
  return `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
}
