import { identifier, qualified } from "../sql/identifier.js";
import type { ObjectKey } from "./catalog-object.js";
import { inheritedColumnSettings, joinsParentsLater } from "./inherited-columns.js";
import { inlineChecks } from "./inline-checks.js";
import type { Piece, RenderContext } from "./kind.js";
import {
  columnDefinition,
  columnSettings,
  notNullClause,
  notNullComment,
  type ColumnContext,
} from "./render-columns.js";
import type { TableColumn } from "./table-column.js";
import type { TableShape } from "./table-shape.js";

/** What a table and a foreign table are written differently by. */
export interface TableWords {
  readonly object: ObjectKey;
  readonly needs: readonly ObjectKey[];
  /** `CREATE TABLE public.account`. */
  readonly begin: string;
  /** What follows the columns and the parents. */
  readonly tail: string;
  /** Statements right behind. */
  readonly settings: readonly string[];
  readonly ofType?: string | undefined;
}

/**
 * What makes a table with its columns and CHECKs. A partition is made with all its columns and then attached, so that
 * they keep their order.
 *
 * A table of a circle is made without defaults, which are set when what they need is there. A generated column cannot be
 * given its expression later: it is added then, with all that stand behind it.
 */
export function tablePieces(one: TableShape, words: TableWords, context: RenderContext): Piece[] {
  const { object } = words;
  const inPieces = context.inPieces.has(object);
  const sequences = context.partsOf(one, "sequence");
  const columnContext = { table: one, sequences, withoutType: words.ofType !== undefined };
  const alter = `ALTER TABLE ONLY ${qualified(one)}`;
  const checks = inlineChecks(one, context);

  const late = inPieces
    ? one.columns.findIndex((column) => column.generated !== undefined && column.needs !== undefined)
    : -1;
  const [first, then] = late < 0 ? [one.columns, []] : [one.columns.slice(0, late), one.columns.slice(late)];
  const created = [
    ...first.flatMap((column) => clauses(column, { ...columnContext, withoutDefault: inPieces })),
    ...checks.map(({ name, definition }) => `CONSTRAINT ${identifier(name)} ${definition}`),
  ];
  const joinsLater = !inPieces && joinsParentsLater(one, context);
  const create = `${words.begin}${body(created, words.ofType)}${joinsLater ? "" : inherits(one)}${words.tail}`;
  const columnNeeds = one.columns.flatMap(({ needs }) => needs ?? []);
  const made = {
    object,
    section: "pre-data" as const,
    needs: inPieces ? words.needs : [...words.needs, ...columnNeeds, ...checks.flatMap(({ needs }) => needs ?? [])],
    statements: [
      create,
      ...(then.length === 0 ? attach(one) : []),
      ...(joinsLater ? (one.inherits ?? []).map((parent) => `${alter} INHERIT ${qualified(parent)}`) : []),
      ...(inPieces ? [] : inheritedColumnSettings(one, context, columnContext, alter)),
      ...first.flatMap((column) => columnSettings(column, alter)),
      ...words.settings,
      ...validComments(first),
    ],
  };
  return [made, ...(inPieces ? [completed()] : []), ...notValid(one, object)];

  function validComments(columns: readonly TableColumn[]): string[] {
    return columns.flatMap((column) => (column.notNullConstraint?.notValid ? [] : notNullComment(column, one)));
  }

  function completed(): Piece {
    return {
      object,
      part: "defaults",
      section: "pre-data",
      needs: columnNeeds,
      statements: [
        ...then.map((column) => `${alter} ADD COLUMN ${columnDefinition(column, columnContext)}`),
        ...(then.length === 0 ? [] : attach(one)),
        ...first.flatMap((column) =>
          column.default === undefined || column.inherited
            ? []
            : [`${alter} ALTER COLUMN ${identifier(column.name)} SET DEFAULT ${column.default}`],
        ),
        ...inheritedColumnSettings(one, context, columnContext, alter),
        ...then.flatMap((column) => columnSettings(column, alter)),
        ...validComments(then),
      ],
    };
  }
}

/** What stands of a column within the parentheses: of one that comes from a parent, at most its own NOT NULL. */
function clauses(column: TableColumn, context: ColumnContext): string[] {
  if (column.inherited)
    return column.notNullConstraint?.local && !column.notNullConstraint.notValid
      ? [notNullClause(column, `NOT NULL ${identifier(column.name)}`)]
      : [];
  const definition = columnDefinition(column, context);
  return context.withoutType && definition.endsWith("WITH OPTIONS") ? [] : [definition];
}

function body(created: readonly string[], ofType: string | undefined): string {
  const list = created.map((clause) => `\n    ${clause}`).join(",");
  if (ofType === undefined) return ` (${list}\n)`;
  return ` OF ${ofType}${created.length === 0 ? "" : ` (${list}\n)`}`;
}

function inherits({ inherits: parents }: TableShape): string {
  return parents === undefined ? "" : ` INHERITS (${parents.map(qualified).join(", ")})`;
}

function attach(one: TableShape): string[] {
  if (one.partitionOf === undefined) return [];
  return [
    `ALTER TABLE ONLY ${qualified(one.partitionOf)} ATTACH PARTITION ${qualified(one)} ${one.bound ?? "DEFAULT"}`,
  ];
}

/** NOT NULL constraints that rows may break which are loaded before them; children have theirs from here. */
function notValid(one: TableShape, object: ObjectKey): Piece[] {
  const columns = one.columns.filter(({ notNullConstraint: is }) => is?.notValid && !is.inherited);
  const own = columns.filter(({ inherited, notNullConstraint: is }) => !inherited || is?.local);
  if (own.length === 0) return [];
  const statements = own.flatMap((column) => [
    `ALTER TABLE ${qualified(one)} ADD ${notNullClause(column, `NOT NULL ${identifier(column.name)}`)} NOT VALID`,
    ...notNullComment(column, one),
  ]);
  return [{ object, part: "not valid", section: "post-data", statements, needs: [] }];
}
