import { compareText } from "../types/ids.js";
import { formatTable } from "./dataset.js";
import type { TableShape } from "./table-shape.js";

/**
 * Gives each table a rank, from 0: a table that another one of the list references has the smaller rank, except within
 * a circle of tables. Depends on names and foreign keys only. Depth-first post-order (Tarjan, SIAM J. Comput. 1, 1972).
 */
export function tableRanks(shapes: readonly TableShape[]): ReadonlyMap<number, number> {
  const byOid = new Map(shapes.map((shape) => [shape.oid, shape]));
  const ranks = new Map<number, number>();
  const entered = new Set<number>();
  const visit = (shape: TableShape): void => {
    if (entered.has(shape.oid)) return;
    entered.add(shape.oid);
    for (const { targetOid } of shape.foreignKeys) {
      const target = byOid.get(targetOid);
      if (target !== undefined) visit(target);
    }
    ranks.set(shape.oid, ranks.size);
  };
  for (const shape of shapes.toSorted((a, b) => compareText(formatTable(a), formatTable(b)))) visit(shape);
  return ranks;
}
