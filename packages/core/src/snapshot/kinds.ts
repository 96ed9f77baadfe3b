import { must } from "../errors/internal-error.js";
import type { CatalogObject, ObjectKey } from "./catalog-object.js";
import type { Kind } from "./kind.js";
import { aggregate } from "./kinds/aggregate.js";
import { cast } from "./kinds/cast.js";
import { collation } from "./kinds/collation.js";
import { compositeType } from "./kinds/composite-type.js";
import { constraint } from "./kinds/constraint.js";
import { conversion } from "./kinds/conversion.js";
import { defaultPrivileges } from "./kinds/default-privileges.js";
import { domain } from "./kinds/domain.js";
import { enumType } from "./kinds/enum-type.js";
import { eventTrigger } from "./kinds/event-trigger.js";
import { extension } from "./kinds/extension.js";
import { foreignDataWrapper } from "./kinds/foreign-data-wrapper.js";
import { foreignServer } from "./kinds/foreign-server.js";
import { foreignTable } from "./kinds/foreign-table.js";
import { databaseFunction } from "./kinds/function.js";
import { materializedView } from "./kinds/materialized-view.js";
import { notModelled } from "./kinds/not-modelled.js";
import { operatorClass } from "./kinds/operator-class.js";
import { operatorFamily } from "./kinds/operator-family.js";
import { operator } from "./kinds/operator.js";
import { policy } from "./kinds/policy.js";
import { procedure } from "./kinds/procedure.js";
import { publication } from "./kinds/publication.js";
import { rangeType } from "./kinds/range-type.js";
import { rule } from "./kinds/rule.js";
import { schema } from "./kinds/schema.js";
import { sequence } from "./kinds/sequence.js";
import { statistics } from "./kinds/statistics.js";
import { tableIndex } from "./kinds/table-index.js";
import { table } from "./kinds/table.js";
import { textSearchConfiguration } from "./kinds/text-search-configuration.js";
import { textSearchDictionary } from "./kinds/text-search-dictionary.js";
import { textSearchParser } from "./kinds/text-search-parser.js";
import { textSearchTemplate } from "./kinds/text-search-template.js";
import { trigger } from "./kinds/trigger.js";
import { userMapping } from "./kinds/user-mapping.js";
import { view } from "./kinds/view.js";

/** Every kind of object that strata knows, in the order in which a dump writes what depends on nothing. */
export const kinds: readonly Kind[] = [
  schema,
  extension,
  collation,
  enumType,
  compositeType,
  domain,
  rangeType,
  cast,
  databaseFunction,
  procedure,
  aggregate,
  operator,
  operatorFamily,
  operatorClass,
  conversion,
  textSearchParser,
  textSearchTemplate,
  textSearchDictionary,
  textSearchConfiguration,
  foreignDataWrapper,
  foreignServer,
  userMapping,
  sequence,
  table,
  foreignTable,
  view,
  materializedView,
  constraint,
  tableIndex,
  statistics,
  rule,
  trigger,
  policy,
  publication,
  defaultPrivileges,
  eventTrigger,
  notModelled,
];

const byName = new Map(kinds.map((kind) => [kind.kind, kind]));

/** What is known of an object's kind. */
export function kindOf<O extends CatalogObject>(object: O): Kind<O> {
  return must(byName.get(object.kind), `the kind ${object.kind}`) as Kind<O>;
}

/** The name of an object within its snapshot. */
export function keyOf(object: CatalogObject): ObjectKey {
  return kindOf(object).key(object);
}
