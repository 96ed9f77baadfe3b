export { type Manifest } from "./module/manifest-schema.js";
export type { BatchQuery, Sql, SqlTag, Transform, TransformContext } from "./migration/transform-context.js";
