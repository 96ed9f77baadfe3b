import { readTableShapes } from "../../catalog/read-table-shapes.js";
import { formatTable } from "../../dataset/dataset.js";
import { formatHash, parseHash } from "../../dataset/hash-row.js";
import { rowId } from "../../dataset/resolved-row.js";
import { parseTableName } from "../../dataset/table-name.js";
import { must } from "../../errors/internal-error.js";
import { readLabels, writeLabels } from "../../history/labels.js";
import type { Session } from "../../types/session.js";
import type { InstallModule } from "./install-source.js";

/** Rows in one statement: hashes are several times as large as their rows. */
const AT_ONCE = 1000;

/**
 * Says of rows that were loaded from LATEST, where every column is written, which columns a replay would have recorded as
 * given by datasets: what an application changes in the others is no edit of fixtures. Within the caller's transaction.
 */
export async function restoreGiven(
  session: Session,
  modules: readonly InstallModule[],
  withFixtures: boolean,
): Promise<void> {
  const given = modules
    .flatMap((one) => Object.entries(one.given))
    .map(([text, columns]) => [must(parseTableName(text), `the table ${text}`), columns] as const);
  const shapes = await readTableShapes(
    session,
    given.map(([table]) => table),
  );
  for (const [table, { bootstrap, fixtures }] of given) {
    const { oid } = must(shapes.get(formatTable(table)), `the table ${formatTable(table)}`);
    // What fixtures change is said again, so the later word counts.
    const columnsOf = new Map(
      [...bootstrap, ...(withFixtures ? fixtures : [])].flatMap(({ columns, labels }) => {
        const set = new Set(columns);
        return labels.map((label) => [label, set] as const);
      }),
    );
    const ids = [...columnsOf.keys()].map((label) => ({ oid, label }));
    for (let start = 0; start < ids.length; start += AT_ONCE)
      await rewrite(session, ids.slice(start, start + AT_ONCE), columnsOf);
  }
}

async function rewrite(
  session: Session,
  ids: readonly { readonly oid: number; readonly label: string }[],
  columnsOf: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<void> {
  const known = await readLabels(session, ids);
  await writeLabels(
    session,
    ids.flatMap((id) => {
      const shipped = known.get(rowId(id, id.label));
      const hash = shipped && parseHash(shipped.hash);
      return hash === undefined
        ? []
        : [{ ...id, ...shipped!, hash: moved({ ...hash.given, ...hash.rest }, columnsOf.get(id.label)!) }];
    }),
  );
}

/** The hash of a column is the same on either side. */
function moved(all: Readonly<Record<string, string>>, given: ReadonlySet<string>): string {
  const side = (isGiven: boolean): Record<string, string> =>
    Object.fromEntries(
      Object.entries(all)
        .filter(([column]) => given.has(column) === isGiven)
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
  return formatHash({ given: side(true), rest: side(false) });
}
