import { quoteLiteral } from "../sql/quote.js";
import { identifier, qualified } from "../sql/identifier.js";
import type { CatalogObject, ObjectKey } from "../snapshot/catalog-object.js";
import type { Piece, Section } from "../snapshot/kind.js";
import { kindOf } from "../snapshot/kinds.js";
import { orderPieces } from "./order-pieces.js";

/**
 * The SQL that makes these objects, for each section, statement by statement without the semicolons: comments and grants
 * stand right after what they are of.
 */
export function renderSections(
  objects: Readonly<Record<ObjectKey, CatalogObject>>,
): Readonly<Record<Section, readonly (readonly string[])[]>> {
  const sections: Record<Section, (readonly string[])[]> = { "pre-data": [], constraints: [], "post-data": [] };
  const pieces = orderPieces(objects);
  const last = new Map<ObjectKey, Piece>();
  for (const piece of pieces) last.set(piece.object, piece);
  for (const piece of pieces) {
    const object = objects[piece.object];
    const about = object !== undefined && last.get(piece.object) === piece ? comments(object) : [];
    if (piece.statements.length + about.length > 0) sections[piece.section].push([...piece.statements, ...about]);
  }
  return sections;
}

function comments(object: CatalogObject): string[] {
  const named = kindOf(object).named(object);
  const own = object.comment === undefined ? [] : [`COMMENT ON ${named} IS ${quoteLiteral(object.comment)}`];
  const relation = { schema: object.schema ?? "", name: object.name };
  const columns = "columns" in object ? (object.columns ?? []) : [];
  return [
    ...own,
    ...columns.flatMap(({ name, comment }) =>
      comment === undefined
        ? []
        : [`COMMENT ON COLUMN ${qualified(relation)}.${identifier(name)} IS ${quoteLiteral(comment)}`],
    ),
  ];
}
