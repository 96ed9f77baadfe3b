import { identifier, qualified } from "../../sql/identifier.js";
import { quoteLiteral } from "../../sql/quote.js";
import type { ObjectBase } from "../catalog-object.js";
import type { Kind, Piece } from "../kind.js";
import { needsOfSignature } from "../needs-of-signature.js";
import { present } from "../present.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/** CREATE DOMAIN, with its constraints. */
export interface Domain extends ObjectBase<"domain"> {
  readonly schema: string;
  readonly type: string;
  /** As SQL names it, where it is not that of the type. */
  readonly collation?: string;
  readonly default?: string;
  /** NOT NULL first, then in the order of their names. */
  readonly constraints?: readonly DomainConstraint[];
}

interface DomainConstraint {
  /** Absent for a NOT NULL that has the name PostgreSQL gives it; before PostgreSQL 17 it has none. */
  readonly name?: string;
  /** As pg_get_constraintdef writes it, without NOT VALID. */
  readonly definition: string;
  readonly notValid?: true;
  readonly comment?: string;
}

const NOT_NULL = "NOT NULL";

export const domain: Kind<Domain> = {
  kind: "domain",
  catalog: "pg_type",
  queries: () => [
    `SELECT t.oid, t.typarray, n.nspname, t.typname, pg_catalog.format_type(t.typbasetype, t.typtypmod),
        CASE WHEN t.typcollation <> b.typcollation THEN t.typcollation::pg_catalog.regcollation::text END,
        pg_catalog.pg_get_expr(t.typdefaultbin, 'pg_catalog.pg_type'::pg_catalog.regclass), t.typnotnull,
        (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(k.conname, pg_catalog.pg_get_constraintdef(k.oid), k.convalidated,
            pg_catalog.obj_description(k.oid, 'pg_constraint')) ORDER BY k.contype DESC, k.conname COLLATE "C")
          FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid)
      FROM pg_catalog.pg_type t
      JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
      JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      WHERE t.typtype = 'd' AND ${ofUsers("n")} AND ${ofNoExtension("pg_type", "t.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, array, schema, name, type, collation, value, notNull, constraints]) => ({
      oid: Number(oid),
      object: present({
        kind: "domain",
        schema,
        name,
        type,
        collation,
        default: value,
        constraints: readConstraints(String(name), notNull === true, (constraints ?? []) as ConstraintRow[]),
      }) as Domain,
      aliases: [["pg_type", Number(array)]],
    })),
  key: (one) => `domain ${qualified(one)}`,
  named: (one) => `DOMAIN ${qualified(one)}`,
  claimedAs: ({ schema, name }) => ({ schema, name }),
  pieces: (one, { inPieces }) => {
    const object = domain.key(one);
    const { needs = [], constraints = [] } = one;
    const valid = constraints.filter(({ notValid }) => notValid !== true);
    const later = constraints.filter(({ notValid }) => notValid === true);
    const create = `CREATE DOMAIN ${qualified(one)} AS ${one.type}${one.collation === undefined ? "" : ` COLLATE ${one.collation}`}`;
    const alter = `ALTER DOMAIN ${qualified(one)}`;
    const add = (constraint: DomainConstraint): string[] => [
      `${alter} ADD ${written(constraint)}${constraint.notValid === true ? " NOT VALID" : ""}`,
      ...commentOn(one, constraint),
    ];
    const made: Piece[] = inPieces.has(object)
      ? [
          { object, section: "pre-data", statements: [create], needs: needsOfSignature(needs, one.type) },
          {
            object,
            part: "constraints",
            section: "pre-data",
            statements: [
              ...(one.default === undefined ? [] : [`${alter} SET DEFAULT ${one.default}`]),
              ...valid.flatMap(add),
            ],
            needs,
          },
        ]
      : [
          {
            object,
            section: "pre-data",
            statements: [
              [
                create + (one.default === undefined ? "" : ` DEFAULT ${one.default}`),
                ...valid.map((constraint) => `    ${written(constraint)}`),
              ].join("\n"),
              ...valid.flatMap((constraint) => commentOn(one, constraint)),
            ],
            needs,
          },
        ];
    // The rows of a dump may be those that it was not to look at.
    if (later.length > 0)
      made.push({ object, part: "not valid", section: "post-data", statements: later.flatMap(add), needs });
    return made;
  },
};

type ConstraintRow = [name: string, definition: string, valid: boolean, comment: string | null];

function readConstraints(domainName: string, notNull: boolean, rows: readonly ConstraintRow[]): DomainConstraint[] {
  const read = rows.map(
    ([name, definition, valid, comment]) =>
      present({
        name: definition === NOT_NULL && name === nameOfNotNull(domainName) ? undefined : name,
        definition: definition.replace(/ NOT VALID$/, ""),
        notValid: !valid,
        comment,
      }) as DomainConstraint,
  );
  // PostgreSQL 15 and 16 have a flag instead of a constraint.
  return notNull && !read.some(({ definition }) => definition === NOT_NULL)
    ? [{ definition: NOT_NULL }, ...read]
    : read;
}

/** What PostgreSQL 17 calls it while the name is short enough: ChooseConstraintName in src/backend/catalog/pg_constraint.c. */
function nameOfNotNull(domainName: string): string {
  return `${domainName}_not_null`;
}

function written({ name, definition }: DomainConstraint): string {
  return name === undefined ? definition : `CONSTRAINT ${identifier(name)} ${definition}`;
}

function commentOn(one: Domain, { name = nameOfNotNull(one.name), comment }: DomainConstraint): string[] {
  if (comment === undefined) return [];
  return [`COMMENT ON CONSTRAINT ${identifier(name)} ON DOMAIN ${qualified(one)} IS ${quoteLiteral(comment)}`];
}
