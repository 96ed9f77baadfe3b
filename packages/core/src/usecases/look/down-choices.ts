import { readHistory } from "../../history/read-history.js";
import { type DownChoices, listDownChoices } from "../../plan/down-choices.js";
import { withDatabase } from "../open/open-database.js";
import { findWorkspace, readWorkspace } from "../open/open-workspace.js";
import type { CommonOptions } from "../options.js";

/** Lists what could be taken back; changes nothing. */
export async function downChoices(options: CommonOptions): Promise<DownChoices> {
  const place = findWorkspace(options);
  return withDatabase(
    options,
    async ({ connection }) => {
      const { modules, migrations } = await readWorkspace(place);
      const { applied } = await readHistory(connection);
      return listDownChoices({ modules, migrations, applied });
    },
    place,
  );
}
