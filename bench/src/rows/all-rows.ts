import { apply } from "./apply.js";
import { drift } from "./drift.js";
import { dump } from "./dump.js";
import { help } from "./help.js";
import { install } from "./install.js";
import { noopUp } from "./noop-up.js";
import type { Row } from "./row.js";
import { status } from "./status.js";
import { version } from "./version.js";

/** Every row, in the order of the page. */
export const allRows: readonly Row[] = [
  noopUp(200, 1.7),
  noopUp(1000, 2.2),
  status,
  help,
  version,
  apply(200, 1.35),
  apply(1000, 1.2),
  dump(600, 0.8),
  dump(5000, 0.5),
  drift,
  install,
];

/** Rows by their names or beginnings of them, all of them without any; undefined when a name fits none. */
export function chooseRows(names: readonly string[]): readonly Row[] | undefined {
  const fits = (row: Row, name: string) => row.name === name || row.name.startsWith(`${name}-`);
  if (names.some((name) => !allRows.some((row) => fits(row, name)))) return undefined;
  return names.length === 0 ? allRows : allRows.filter((row) => names.some((name) => fits(row, name)));
}
