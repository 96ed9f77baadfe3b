import { quoteLiteral } from "../sql/quote.js";
import { identifier, qualified } from "../sql/identifier.js";
import type { CatalogObject, ColumnBase, Grant, ObjectKey } from "../snapshot/catalog-object.js";
import type { Piece, Section } from "../snapshot/kind.js";
import { grantStatements } from "../snapshot/grant-statements.js";
import { kindOf } from "../snapshot/kinds.js";
import { orderPieces } from "./order-pieces.js";
import { refuseNotModelled } from "./refuse-not-modelled.js";

/**
 * The SQL that makes these objects, for each section, statement by statement without the semicolons: comments and grants
 * stand right after what they are of. What an owner may not do with its own objects comes when all of them are made,
 * that with its schemas last of all, and before event triggers, which nothing else shall fire.
 *
 * @throws StrataError KIND_NOT_MODELLED for objects that are known by name only.
 */
export function renderSections(
  objects: Readonly<Record<ObjectKey, CatalogObject>>,
): Readonly<Record<Section, readonly (readonly string[])[]>> {
  refuseNotModelled(objects);
  const sections: Record<Section, (readonly string[])[]> = {
    "pre-data": [],
    constraints: [],
    "foreign-keys": [],
    "post-data": [],
  };
  const ofOwners: string[][] = [];
  const eventTriggers: string[][] = [];
  const pieces = orderPieces(objects);
  const last = new Map<ObjectKey, Piece>();
  for (const piece of pieces) last.set(piece.object, piece);
  for (const piece of pieces) {
    const object = objects[piece.object];
    const about = object !== undefined && last.get(piece.object) === piece ? object : undefined;
    const statements = [
      ...piece.statements,
      ...(about === undefined ? [] : [...comments(about), ...grants(about, false)]),
    ];
    const late = about === undefined ? [] : grants(about, true);
    if (late.length > 0) ofOwners.unshift(late);
    if (statements.length === 0) continue;
    if (object?.kind === "event trigger") eventTriggers.push(statements);
    else sections[piece.section].push(statements);
  }
  sections["post-data"].push(...ofOwners, ...eventTriggers);
  return sections;
}

function comments(object: CatalogObject): string[] {
  const found: string[] = [];
  if (object.comment !== undefined)
    found.push(`COMMENT ON ${kindOf(object).named(object)} IS ${quoteLiteral(object.comment)}`);
  const relation = { schema: object.schema ?? "", name: object.name };
  for (const { name, comment } of columnsOf(object))
    if (comment !== undefined)
      found.push(`COMMENT ON COLUMN ${qualified(relation)}.${identifier(name)} IS ${quoteLiteral(comment)}`);
  return found;
}

/** Those of owners, or those of everyone else: an owner that may not use its own schema could make nothing in it. */
function grants(object: CatalogObject, ofOwner: boolean): string[] {
  const columns = columnsOf(object).filter((column) => column.grants !== undefined);
  if (object.kind === "default privileges" || (object.grants === undefined && columns.length === 0)) return [];
  const kind = kindOf(object);
  const on = kind.grantedAs?.(object) ?? kind.named(object);
  const chosen = (list: readonly Grant[] = []): Grant[] => list.filter((grant) => (grant.owner === true) === ofOwner);
  return [
    ...grantStatements(chosen(object.grants), on),
    ...columns.flatMap(({ name, grants: own }) => grantStatements(chosen(own), on, { column: name })),
  ];
}

function columnsOf(object: CatalogObject): readonly ColumnBase[] {
  return "columns" in object ? (object.columns ?? []) : [];
}
