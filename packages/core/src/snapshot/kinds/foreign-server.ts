import { identifier } from "../../sql/identifier.js";
import { quoteLiteral } from "../../sql/quote.js";
import type { ObjectBase } from "../catalog-object.js";
import { withoutSecrets, type ForeignOptions } from "../hidden-options.js";
import type { Kind } from "../kind.js";
import { present } from "../present.js";
import { optionsClause } from "../storage-options.js";
import { ofNoExtension } from "../user-objects.js";

/** CREATE SERVER. */
export interface ForeignServer extends ObjectBase<"foreign server">, ForeignOptions {
  readonly wrapper: string;
  readonly type?: string;
  readonly version?: string;
}

export const foreignServer: Kind<ForeignServer> = {
  kind: "foreign server",
  catalog: "pg_foreign_server",
  queries: () => [
    `SELECT s.oid, s.srvname, w.fdwname, s.srvtype, s.srvversion, s.srvoptions
      FROM pg_catalog.pg_foreign_server s JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
      WHERE ${ofNoExtension("pg_foreign_server", "s.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, name, wrapper, type, version, options]) => ({
      oid: Number(oid),
      object: present({
        kind: "foreign server",
        name,
        wrapper,
        type,
        version,
        ...withoutSecrets(options),
      }) as ForeignServer,
    })),
  key: ({ name }) => `foreign server ${identifier(name)}`,
  named: ({ name }) => `SERVER ${identifier(name)}`,
  grantedAs: ({ name }) => `FOREIGN SERVER ${identifier(name)}`,
  claimedAs: () => undefined,
  pieces: (one) => {
    const words = [
      `CREATE SERVER ${identifier(one.name)}`,
      ...(one.type === undefined ? [] : [`TYPE ${quoteLiteral(one.type)}`]),
      ...(one.version === undefined ? [] : [`VERSION ${quoteLiteral(one.version)}`]),
      `FOREIGN DATA WRAPPER ${identifier(one.wrapper)}`,
      ...(one.options === undefined ? [] : [optionsClause(one.options)]),
    ];
    const object = foreignServer.key(one);
    return [{ object, section: "pre-data", statements: [words.join(" ")], needs: one.needs ?? [] }];
  },
};
