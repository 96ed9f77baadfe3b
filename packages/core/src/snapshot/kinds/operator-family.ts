import { identifier, qualified } from "../../sql/identifier.js";
import type { ObjectBase } from "../catalog-object.js";
import type { Kind } from "../kind.js";
import { memberList, selectMembers } from "../operator-members.js";
import { present } from "../present.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/** CREATE OPERATOR FAMILY, also one that a CREATE OPERATOR CLASS without FAMILY has made. */
export interface OperatorFamily extends ObjectBase<"operator family"> {
  readonly schema: string;
  /** The access method of its indexes. */
  readonly using: string;
  /** What it holds that no operator class of it needs, as ALTER OPERATOR FAMILY … ADD writes it. */
  readonly members?: readonly string[];
}

export const operatorFamily: Kind<OperatorFamily> = {
  kind: "operator family",
  catalog: "pg_opfamily",
  queries: () => [
    `SELECT f.oid, n.nspname, f.opfname, am.amname, ${selectMembers("pg_opfamily", "f.oid", "f.oid")}
      FROM pg_catalog.pg_opfamily f
      JOIN pg_catalog.pg_am am ON am.oid = f.opfmethod
      JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace
      WHERE ${ofUsers("n")} AND ${ofNoExtension("pg_opfamily", "f.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, schema, name, using, members]) => ({
      oid: Number(oid),
      object: present({ kind: "operator family", schema, name, using, members }) as OperatorFamily,
    })),
  key: (one) => `operator family ${using(one)}`,
  named: (one) => `OPERATOR FAMILY ${using(one)}`,
  claimedAs: ({ schema, name }) => ({ schema, name }),
  pieces: (one) => [
    {
      object: operatorFamily.key(one),
      section: "pre-data",
      statements: [
        `CREATE OPERATOR FAMILY ${using(one)}`,
        ...(one.members === undefined ? [] : [`ALTER OPERATOR FAMILY ${using(one)} ADD${memberList(one.members)}`]),
      ],
      needs: one.needs ?? [],
    },
  ],
};

function using(one: OperatorFamily): string {
  return `${qualified(one)} USING ${identifier(one.using)}`;
}
