import { qualified } from "../../sql/identifier.js";
import { quoteLiteral } from "../../sql/quote.js";
import type { ObjectBase } from "../catalog-object.js";
import type { Kind } from "../kind.js";
import { present } from "../present.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/** CREATE CONVERSION. */
export interface Conversion extends ObjectBase<"conversion"> {
  readonly schema: string;
  /** Names of encodings. */
  readonly from: string;
  readonly to: string;
  /** As SQL names it. */
  readonly function: string;
  /** The conversion that is taken where none is named. */
  readonly default?: true;
}

export const conversion: Kind<Conversion> = {
  kind: "conversion",
  catalog: "pg_conversion",
  queries: () => [
    `SELECT c.oid, n.nspname, c.conname, pg_catalog.pg_encoding_to_char(c.conforencoding), pg_catalog.pg_encoding_to_char(c.contoencoding),
        c.conproc::text, c.condefault
      FROM pg_catalog.pg_conversion c JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace
      WHERE ${ofUsers("n")} AND ${ofNoExtension("pg_conversion", "c.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, schema, name, from, to, code, isDefault]) => ({
      oid: Number(oid),
      object: present({
        kind: "conversion",
        schema,
        name,
        from,
        to,
        function: code,
        default: isDefault,
      }) as Conversion,
    })),
  key: (one) => `conversion ${qualified(one)}`,
  named: (one) => `CONVERSION ${qualified(one)}`,
  claimedAs: ({ schema, name }) => ({ schema, name }),
  pieces: (one) => [
    {
      object: conversion.key(one),
      section: "pre-data",
      statements: [
        `CREATE ${one.default === true ? "DEFAULT " : ""}CONVERSION ${qualified(one)} FOR ${quoteLiteral(one.from)} TO ${quoteLiteral(one.to)} FROM ${one.function}`,
      ],
      needs: one.needs ?? [],
    },
  ],
};
