import { identifier, qualified } from "../sql/identifier.js";
import type { ObjectKey, QualifiedName } from "./catalog-object.js";
import type { Piece, RenderContext, Row } from "./kind.js";

/** What is known of an index beside its definition, one of a constraint or one of its own. */
export interface IndexFacts {
  /** Storage parameters, `name=value`. Absent where the definition has them. */
  readonly options?: readonly string[];
  /** ALTER TABLE … CLUSTER ON. */
  readonly clustered?: true;
  /** ALTER TABLE … REPLICA IDENTITY USING INDEX. */
  readonly replicaIdentity?: true;
  /** Statistics targets by the column's number within the index. */
  readonly statistics?: readonly (readonly [column: number, target: number])[];
  /** The index of the partitioned table that it is a partition of. */
  readonly attachedTo?: QualifiedName;
}

/** Indexes that are partitions of an index: oid, then schema and name of the other one. */
export const ATTACHED_INDEXES = `SELECT h.inhrelid, n.nspname, p.relname
  FROM pg_catalog.pg_inherits h
  JOIN pg_catalog.pg_class p ON p.oid = h.inhparent AND p.relkind = 'I'
  JOIN pg_catalog.pg_namespace n ON n.oid = p.relnamespace`;

/** What {@link ATTACHED_INDEXES} says, by the oid of the partition. */
export function readAttached(rows: readonly Row[]): ReadonlyMap<number, QualifiedName> {
  return new Map(rows.map(([oid, schema, name]) => [Number(oid), { schema: String(schema), name: String(name) }]));
}

/** From the columns reloptions, indisclustered, indisreplident and the statistics of its columns as JSON. */
export function readIndexFacts(
  [options, clustered, replicaIdentity, statistics]: Row,
  attachedTo: QualifiedName | undefined,
): { [K in keyof IndexFacts]: unknown } {
  return {
    options,
    clustered,
    replicaIdentity,
    statistics,
    attachedTo,
  };
}

/** What is set of an index once it is there. */
export function indexSettings(facts: IndexFacts, index: QualifiedName, of: string): string[] {
  const { clustered, replicaIdentity, statistics = [] } = facts;
  return [
    ...statistics.map(([n, target]) => `ALTER INDEX ${qualified(index)} ALTER COLUMN ${n} SET STATISTICS ${target}`),
    ...(clustered ? [`ALTER ${of} CLUSTER ON ${identifier(index.name)}`] : []),
    ...(replicaIdentity ? [`ALTER ${of} REPLICA IDENTITY USING INDEX ${identifier(index.name)}`] : []),
  ];
}

/** What makes an index a partition of another one, as a part of the object that has the index. */
export function attachPieces(
  object: ObjectKey,
  index: QualifiedName & IndexFacts & { readonly of: QualifiedName },
  context: RenderContext,
): Piece[] {
  const to = index.attachedTo;
  if (to === undefined) return [];
  const table = context.find(`table ${qualified(index.of)}`);
  const parent = table?.kind === "table" ? table.partitionOf : undefined;
  return [
    {
      object,
      part: "partition of",
      section: "constraints",
      statements: [`ALTER INDEX ${qualified(to)} ATTACH PARTITION ${qualified(index)}`],
      needs: [
        `index ${qualified(to)}`,
        ...(parent === undefined ? [] : [`constraint ${qualified(parent)} ${identifier(to.name)}`]),
      ],
    },
  ];
}
