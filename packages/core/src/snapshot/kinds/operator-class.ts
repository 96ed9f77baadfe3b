import { identifier, qualified } from "../../sql/identifier.js";
import type { ObjectBase } from "../catalog-object.js";
import { qualifiedName, typeName } from "../definition-list.js";
import type { Kind } from "../kind.js";
import { memberList, selectMembers } from "../operator-members.js";
import { present } from "../present.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/** CREATE OPERATOR CLASS. */
export interface OperatorClass extends ObjectBase<"operator class"> {
  readonly schema: string;
  /** The access method of its indexes. */
  readonly using: string;
  readonly type: string;
  /** The class that is taken where none is named. */
  readonly default?: true;
  /** As SQL names it. */
  readonly family: string;
  /** What its indexes hold, where that is not the type. */
  readonly storage?: string;
  readonly members?: readonly string[];
}

export const operatorClass: Kind<OperatorClass> = {
  kind: "operator class",
  catalog: "pg_opclass",
  queries: () => [
    `SELECT c.oid, n.nspname, c.opcname, am.amname, pg_catalog.format_type(c.opcintype, NULL), c.opcdefault,
        ${qualifiedName("fn.nspname", "f.opfname")}, ${typeName("c.opckeytype")}, ${selectMembers("pg_opclass", "c.oid", "c.opcfamily")}
      FROM pg_catalog.pg_opclass c
      JOIN pg_catalog.pg_opfamily f ON f.oid = c.opcfamily
      JOIN pg_catalog.pg_namespace fn ON fn.oid = f.opfnamespace
      JOIN pg_catalog.pg_am am ON am.oid = c.opcmethod
      JOIN pg_catalog.pg_namespace n ON n.oid = c.opcnamespace
      WHERE ${ofUsers("n")} AND ${ofNoExtension("pg_opclass", "c.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, schema, name, using, type, isDefault, family, storage, members]) => ({
      oid: Number(oid),
      object: present({
        kind: "operator class",
        schema,
        name,
        using,
        type,
        default: isDefault,
        family,
        storage,
        members,
      }) as OperatorClass,
    })),
  key: (one) => `operator class ${using(one)}`,
  named: (one) => `OPERATOR CLASS ${using(one)}`,
  claimedAs: ({ schema, name }) => ({ schema, name }),
  pieces: (one) => {
    const { members = [], storage } = one;
    // The list cannot be empty, and to name the type as what is stored changes nothing.
    const items = [
      ...(storage === undefined && members.length > 0 ? [] : [`STORAGE ${storage ?? one.type}`]),
      ...members,
    ];
    const create = `CREATE OPERATOR CLASS ${qualified(one)}${one.default === true ? " DEFAULT" : ""} FOR TYPE ${one.type}`;
    return [
      {
        object: operatorClass.key(one),
        section: "pre-data",
        statements: [`${create} USING ${identifier(one.using)} FAMILY ${one.family} AS${memberList(items)}`],
        needs: one.needs ?? [],
      },
    ];
  },
};

function using(one: OperatorClass): string {
  return `${qualified(one)} USING ${identifier(one.using)}`;
}
