import { SYS_CORE } from "../../module/module.js";
import { migrate } from "../run/migrate.js";
import type { CommonOptions } from "../options.js";
import { type CreatedDatabase, createEmptyDatabase } from "./create-empty-database.js";

/**
 * Creates a database and stamps it, so that fixtures may be loaded: whoever creates a database says what it is for.
 * sys-core is migrated for that. A database that is there already is left as it is.
 *
 * @throws StrataError what creating and migrating throw; a database that was created stays.
 */
export async function createDatabase(
  options: CommonOptions & {
    readonly database?: string;
    /** Default: development. */
    readonly class?: "development" | "test";
  },
): Promise<CreatedDatabase> {
  const created = await createEmptyDatabase(options);
  if (!created.created) return created;
  const { target: _named, ...rest } = options;
  await migrate({
    ...rest,
    url: created.target.url,
    modules: [SYS_CORE],
    stampAs: options.class ?? "development",
    allowProduction: true,
  });
  return created;
}
