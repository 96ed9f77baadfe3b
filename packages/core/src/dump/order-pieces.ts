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
    const pieces = rankedPieces(objects, context);
    const making = new Map<ObjectKey, RankedPiece>();
    for (const piece of pieces)
      making.set(piece.part === undefined ? piece.object : partKey(piece.object, piece.part), piece);
    const needed = new Map(pieces.map((piece) => [piece, neededPieces(piece, making)]));
    const { order, cycle } = topologicalSort(pieces, edgesOf(needed), comparePieces);
    if (order !== undefined) return inSections(order, needed);
    const whole = cycle.map(({ object }) => object).filter((key) => !inPieces.has(key));
    if (whole.length === 0)
      throw new InternalError(`objects that need each other: ${cycle.map(({ object }) => object).join(", ")}`);
    for (const key of whole) inPieces.add(key);
  }
}

/** What stands before a piece: that which makes its object, and what it needs, as far as they are there. */
function neededPieces(piece: RankedPiece, making: ReadonlyMap<ObjectKey, RankedPiece>): RankedPiece[] {
  const found: RankedPiece[] = [];
  for (const key of piece.part === undefined ? piece.needs : [piece.object, ...piece.needs]) {
    const needed = making.get(key);
    if (needed !== undefined && needed !== piece) found.push(needed);
  }
  return found;
}

function* edgesOf(needed: ReadonlyMap<RankedPiece, readonly RankedPiece[]>): Generator<[RankedPiece, RankedPiece]> {
  for (const [piece, before] of needed) for (const one of before) yield [one, piece];
}

/** `order` is such that what a piece needs has been given its section before. */
function inSections(
  order: readonly RankedPiece[],
  needed: ReadonlyMap<RankedPiece, readonly RankedPiece[]>,
): readonly Piece[] {
  const places = new Map<Piece, number>();
  return order.map((piece) => {
    const own = SECTIONS.indexOf(piece.section);
    let place = own;
    for (const one of needed.get(piece) ?? []) place = Math.max(place, places.get(one) ?? 0);
    places.set(piece, place);
    return place === own ? piece : { ...piece, section: SECTIONS[place]! };
  });
}

function rankedPieces(objects: Readonly<Record<ObjectKey, CatalogObject>>, context: RenderContext): RankedPiece[] {
  const ranks = new Map(kinds.map((kind, rank) => [kind.kind, rank]));
  const pieces: RankedPiece[] = [];
  for (const object of Object.values(objects))
    for (const piece of kindOf(object).pieces(object, context))
      pieces.push({ ...piece, rank: ranks.get(object.kind) ?? 0 });
  return pieces;
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
