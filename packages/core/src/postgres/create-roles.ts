import { StrataError } from "../errors/strata-error.js";
import { quoteIdentifier } from "../sql/quote.js";
import { ServerError, type Session } from "../types/session.js";

/**
 * Creates the roles of these names that the server lacks; none of them may log in. One round trip when all are there.
 *
 * @throws StrataError ROLE_NOT_CREATED.
 */
export async function createRoles(session: Session, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const missing = await session.values(
    `SELECT DISTINCT r.name FROM pg_catalog.unnest($1::text[]) AS r(name)
     WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles p WHERE p.rolname = r.name) ORDER BY r.name`,
    [names],
  );
  for (const [name] of missing) await createRole(session, String(name));
}

async function createRole(session: Session, name: string): Promise<void> {
  try {
    await session.run(`CREATE ROLE ${quoteIdentifier(name)} NOLOGIN`);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    // Another process was faster.
    if (error.code === "42710" || error.fields.constraint === "pg_authid_rolname_index") return;
    throw new StrataError(
      "ROLE_NOT_CREATED",
      `the role "${name}" of the root configuration is not on the server, and cannot be created: ${error.message}`,
      { details: { role: name }, cause: error },
    );
  }
}
