import { identifier } from "../../sql/identifier.js";
import type { ObjectBase } from "../catalog-object.js";
import { withoutSecrets, type ForeignOptions } from "../hidden-options.js";
import type { Kind } from "../kind.js";
import { present } from "../present.js";
import { optionsClause } from "../storage-options.js";
import { ofNoExtension } from "../user-objects.js";

/** CREATE FOREIGN DATA WRAPPER, of one that no extension has made. */
export interface ForeignDataWrapper extends ObjectBase<"foreign-data wrapper">, ForeignOptions {
  /** Functions as regproc writes them. */
  readonly handler?: string;
  readonly validator?: string;
}

export const foreignDataWrapper: Kind<ForeignDataWrapper> = {
  kind: "foreign-data wrapper",
  catalog: "pg_foreign_data_wrapper",
  queries: () => [
    `SELECT w.oid, w.fdwname, NULLIF(w.fdwhandler, 0)::pg_catalog.regproc, NULLIF(w.fdwvalidator, 0)::pg_catalog.regproc, w.fdwoptions
      FROM pg_catalog.pg_foreign_data_wrapper w WHERE ${ofNoExtension("pg_foreign_data_wrapper", "w.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, name, handler, validator, options]) => ({
      oid: Number(oid),
      object: present({
        kind: "foreign-data wrapper",
        name,
        handler,
        validator,
        ...withoutSecrets(options),
      }) as ForeignDataWrapper,
    })),
  key: ({ name }) => `foreign-data wrapper ${identifier(name)}`,
  named: ({ name }) => `FOREIGN DATA WRAPPER ${identifier(name)}`,
  claimedAs: () => undefined,
  pieces: (one) => {
    const words = [
      `CREATE FOREIGN DATA WRAPPER ${identifier(one.name)}`,
      ...(one.handler === undefined ? [] : [`HANDLER ${one.handler}`]),
      ...(one.validator === undefined ? [] : [`VALIDATOR ${one.validator}`]),
      ...(one.options === undefined ? [] : [optionsClause(one.options)]),
    ];
    const object = foreignDataWrapper.key(one);
    return [{ object, section: "pre-data", statements: [words.join(" ")], needs: one.needs ?? [] }];
  },
};
