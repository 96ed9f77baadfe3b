import type { ModuleName } from "../types/ids.js";
import type { Migration } from "./migration.js";

/**
 * The module of the first of these migrations whose SQL holds the name as a word, in whatever it says there: who makes an
 * object of that name, as far as texts show. Undefined where none does, for a transform or a function may have put it together.
 */
export function firstNaming(
  name: string,
  migrations: Iterable<Pick<Migration, "module" | "up" | "upContract">>,
): ModuleName | undefined {
  const word = new RegExp(String.raw`(?<![\w$])${name.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, "\\$&")}(?![\w$])`, "iu");
  for (const { module, up, upContract } of migrations)
    if ([up, upContract].some((file) => file !== undefined && word.test(file.text))) return module;
  return undefined;
}
