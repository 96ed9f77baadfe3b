export { type Manifest } from "./module/manifest.js";
export type { BatchQuery, Sql, SqlTag, Transform, TransformContext } from "./migration/transform-context.js";
