import type { Aggregate } from "./kinds/aggregate.js";
import type { Cast } from "./kinds/cast.js";
import type { Collation } from "./kinds/collation.js";
import type { CompositeType } from "./kinds/composite-type.js";
import type { Constraint } from "./kinds/constraint.js";
import type { Conversion } from "./kinds/conversion.js";
import type { DefaultPrivileges } from "./kinds/default-privileges.js";
import type { Domain } from "./kinds/domain.js";
import type { EnumType } from "./kinds/enum-type.js";
import type { EventTrigger } from "./kinds/event-trigger.js";
import type { Extension } from "./kinds/extension.js";
import type { ForeignDataWrapper } from "./kinds/foreign-data-wrapper.js";
import type { ForeignServer } from "./kinds/foreign-server.js";
import type { ForeignTable } from "./kinds/foreign-table.js";
import type { DatabaseFunction } from "./kinds/function.js";
import type { MaterializedView } from "./kinds/materialized-view.js";
import type { NotModelled } from "./kinds/not-modelled.js";
import type { OperatorClass } from "./kinds/operator-class.js";
import type { OperatorFamily } from "./kinds/operator-family.js";
import type { Operator } from "./kinds/operator.js";
import type { Policy } from "./kinds/policy.js";
import type { Procedure } from "./kinds/procedure.js";
import type { Publication } from "./kinds/publication.js";
import type { RangeType } from "./kinds/range-type.js";
import type { Rule } from "./kinds/rule.js";
import type { Schema } from "./kinds/schema.js";
import type { Sequence } from "./kinds/sequence.js";
import type { Statistics } from "./kinds/statistics.js";
import type { Index } from "./kinds/table-index.js";
import type { Table } from "./kinds/table.js";
import type { TextSearchConfiguration } from "./kinds/text-search-configuration.js";
import type { TextSearchDictionary } from "./kinds/text-search-dictionary.js";
import type { TextSearchParser } from "./kinds/text-search-parser.js";
import type { TextSearchTemplate } from "./kinds/text-search-template.js";
import type { Trigger } from "./kinds/trigger.js";
import type { UserMapping } from "./kinds/user-mapping.js";
import type { View } from "./kinds/view.js";

/** An object of a database as plain JSON data, told apart by `kind`: one interface for each file of `kinds/`. */
export type CatalogObject =
  | Aggregate
  | Cast
  | Collation
  | CompositeType
  | Constraint
  | Conversion
  | DatabaseFunction
  | DefaultPrivileges
  | Domain
  | EnumType
  | EventTrigger
  | Extension
  | ForeignDataWrapper
  | ForeignServer
  | ForeignTable
  | Index
  | MaterializedView
  | NotModelled
  | Operator
  | OperatorClass
  | OperatorFamily
  | Policy
  | Procedure
  | Publication
  | RangeType
  | Rule
  | Schema
  | Sequence
  | Statistics
  | Table
  | TextSearchConfiguration
  | TextSearchDictionary
  | TextSearchParser
  | TextSearchTemplate
  | Trigger
  | UserMapping
  | View;

/** Kinds of objects. */
export type KindName = CatalogObject["kind"];

/** Names an object within its snapshot: its kind and what tells it apart, `table public.account`. */
export type ObjectKey = string;

/** A name within a schema, as PostgreSQL stores it. */
export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

/**
 * What all objects have. A property that has the value PostgreSQL gives by itself is absent, so that snapshots are small
 * and the same text for the same object.
 */
export interface ObjectBase<K extends string> {
  readonly kind: K;
  /** Absent for what stands outside of schemas. */
  readonly schema?: string;
  readonly name: string;
  /** The relation, or the domain, that it is a part of: of a constraint, a trigger, an index. */
  readonly of?: QualifiedName;
  readonly comment?: string;
  readonly grants?: readonly Grant[];
  /** What must be there before it, sorted: by what the server knows (pg_depend). Its schema and `of` are not repeated. */
  readonly needs?: readonly ObjectKey[];
}

/** What differs between the privileges on an object and those that PostgreSQL gives by itself, for one role. */
export interface Grant {
  /** Name of the role; absent for PUBLIC. The object's owner is `{ owner: true }` instead. */
  readonly role?: string;
  readonly owner?: true;
  /** Privileges that it has, sorted; those it may pass on end with `*`. */
  readonly has?: readonly string[];
  /** Privileges that it would have by default and has not, sorted. */
  readonly lacks?: readonly string[];
}

/** A column of a table, a view or a composite type, as far as all of these agree. */
export interface ColumnBase {
  readonly name: string;
  readonly comment?: string;
  readonly grants?: readonly Grant[];
  /** What its default or its generation expression needs, sorted. */
  readonly needs?: readonly ObjectKey[];
}
