export { type Manifest } from "./module/manifest-schema.js";
