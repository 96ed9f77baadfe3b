import { readSnapshot } from "../../catalog/read-snapshot.js";
import { renderSections } from "../../dump/render-sections.js";
import { explainServerError } from "../../postgres/sql-error.js";
import { ServerError } from "../../types/session.js";
import type { Snapshot } from "../../snapshot/snapshot.js";
import type { WorkspacePlace } from "../open/open-workspace.js";
import { type ScratchOptions, withScratch } from "../scratch/with-scratch.js";

/**
 * The same catalog as the scratch server writes it: its objects are made in an empty database there and read again.
 *
 * @throws StrataError KIND_NOT_MODELLED; what scratch databases throw, and what a server's refusal to make an object means.
 */
export function rewriteOnScratch(
  options: ScratchOptions,
  place: WorkspacePlace,
  { objects }: Snapshot,
): Promise<Snapshot> {
  return withScratch(
    options,
    async ({ connection }) => {
      const sections = renderSections(objects);
      await connection.run("SET check_function_bodies = false");
      try {
        for (const statements of Object.values(sections).flat()) await connection.run(statements.join(";\n"));
      } catch (error) {
        if (!(error instanceof ServerError)) throw error;
        throw explainServerError(error, { sentence: "making the objects of the database on the scratch server" });
      }
      await connection.run("RESET ALL");
      return readSnapshot(connection);
    },
    place,
  );
}
