export { type Code, type CodeEntry, codes } from "./errors/codes.js";
export { type Finding } from "./errors/finding.js";
export { StrataError } from "./errors/strata-error.js";
