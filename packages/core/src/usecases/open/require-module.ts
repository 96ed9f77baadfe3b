import { StrataError } from "../../errors/strata-error.js";
import { didYouMean } from "../../lib/did-you-mean.js";
import type { Module } from "../../module/module.js";

/** The module of that name. Throws MODULE_UNKNOWN, which proposes one of `names`: by default all of them. */
export function requireModule(
  modules: readonly Module[],
  name: string,
  names: readonly string[] = modules.map((module) => module.name),
): Module {
  const module = modules.find((one) => one.name === name);
  if (module !== undefined) return module;
  throw new StrataError("MODULE_UNKNOWN", `there is no module ${name}.${didYouMean(name, names)}`, {
    hint: `Modules here: ${names.join(", ")}.`,
  });
}
