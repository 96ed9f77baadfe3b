import { topologicalSort } from "../lib/topological-sort.js";
import { InternalError } from "../errors/internal-error.js";
import { compareText } from "../types/ids.js";
import type { CatalogObject, ObjectKey, QualifiedName } from "../snapshot/catalog-object.js";
import type { Piece, RenderContext, Section } from "../snapshot/kind.js";
import { kindOf, kinds } from "../snapshot/kinds.js";
import { partKey } from "../snapshot/part-key.js";
import { groupBy } from "../lib/group-by.js";
import { qualified } from "../sql/identifier.js";

const SECTIONS: readonly Section[] = ["pre-data", "constraints", "foreign-keys", "post-data"];

/** A piece with the place of its object's kind. */
interface RankedPiece extends Piece {
  readonly rank: number;
}

/**
 * The pieces of all objects so that what is needed stands before what needs it; among those that could come next, by kind
 * and then by key. Objects that wait for each other in a circle are written in pieces. What needs a piece of a later section
 * stands in that one too: a view that groups by a primary key comes after it.
 */
export function orderPieces(objects: Readonly<Record<ObjectKey, CatalogObject>>): readonly Piece[] {
  const inPieces = new Set<ObjectKey>();
  const context = { ...contextOf(objects), inPieces };
  for (;;) {
    const pieces = Object.values(objects).flatMap((object) => rankedPieces(object, context));
    const making = new Map(
      pieces.map((piece) => [piece.part === undefined ? piece.object : partKey(piece.object, piece.part), piece]),
    );
    const edges = pieces.flatMap((piece) =>
      [piece.object, ...piece.needs].flatMap((key) => {
        const needed = making.get(key);
        return needed === undefined || needed === piece ? [] : [[needed, piece] as const];
      }),
    );
    const { order, cycle } = topologicalSort(pieces, edges, comparePieces);
    if (order !== undefined) return inSections(order, making);
    const whole = cycle.map(({ object }) => object).filter((key) => !inPieces.has(key));
    if (whole.length === 0)
      throw new InternalError(`objects that need each other: ${cycle.map(({ object }) => object).join(", ")}`);
    for (const key of whole) inPieces.add(key);
  }
}

/** `order` is such that what a piece needs has been given its section before. */
function inSections(order: readonly Piece[], making: ReadonlyMap<ObjectKey, Piece>): Piece[] {
  const sections = new Map<Piece, Section>();
  return order.map((piece) => {
    const needed = [piece.object, ...piece.needs].flatMap((key) => sections.get(making.get(key)!) ?? []);
    const section = SECTIONS[Math.max(...[piece.section, ...needed].map((one) => SECTIONS.indexOf(one)))]!;
    sections.set(piece, section);
    return section === piece.section ? piece : { ...piece, section };
  });
}

function rankedPieces(object: CatalogObject, context: RenderContext): RankedPiece[] {
  const kind = kindOf(object);
  const rank = kinds.indexOf(kind);
  return kind.pieces(object, context).map((piece) => ({ ...piece, rank }));
}

function comparePieces(a: RankedPiece, b: RankedPiece): number {
  return a.rank - b.rank || compareText(a.object, b.object) || compareText(a.part ?? "", b.part ?? "");
}

/** How the objects are looked up by the kinds. */
function contextOf(objects: Readonly<Record<ObjectKey, CatalogObject>>): Omit<RenderContext, "inPieces"> {
  const parts = groupBy(
    Object.values(objects).filter((object) => object.of !== undefined),
    (object) => `${object.kind} ${qualified(object.of as QualifiedName)}`,
  );
  return {
    partsOf: (whole, kind) => (parts.get(`${kind} ${qualified(whole)}`) ?? []) as never,
    find: (key) => objects[key],
  };
}
