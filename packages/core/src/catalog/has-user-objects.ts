import { must } from "../errors/internal-error.js";
import { ofNoExtension, ofUsers } from "../snapshot/user-objects.js";
import type { Session } from "../types/session.js";

/** Whether users made anything beside strata's own tables: relations, types, routines or schemas that belong to no extension. */
export async function hasUserObjects(session: Session): Promise<boolean> {
  const some = (catalog: "pg_class" | "pg_proc" | "pg_type", schema: string): string =>
    `EXISTS (SELECT FROM pg_catalog.${catalog} o JOIN pg_catalog.pg_namespace n ON n.oid = o.${schema}
      WHERE ${ofUsers("n")} AND n.nspname <> 'sys_core' AND ${ofNoExtension(catalog, "o.oid")})`;
  const [row] = await session.values(
    `SELECT ${some("pg_class", "relnamespace")} OR ${some("pg_proc", "pronamespace")} OR ${some("pg_type", "typnamespace")}
      OR EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE ${ofUsers("n")} AND n.nspname NOT IN ('sys_core', 'public')
        AND ${ofNoExtension("pg_namespace", "n.oid")})`,
  );
  return must(row, "an answer")[0] === true;
}
