import type { ObjectKey } from "./catalog-object.js";

const TYPES = ["collation", "composite type", "domain", "enum type", "extension", "range type"];

/**
 * Of what a function or a domain needs, that without which it cannot even be declared: types, and the relations whose row
 * types `signature` names. The rest is needed by its body, its defaults or its checks, which can be added later.
 */
export function needsOfSignature(needs: readonly ObjectKey[], signature: string): readonly ObjectKey[] {
  return needs.filter((key) => {
    const relation = /^(?:table|foreign table|view|materialized view) (?<name>.*)$/s.exec(key)?.groups?.["name"];
    return relation === undefined ? TYPES.some((kind) => key.startsWith(`${kind} `)) : signature.includes(relation);
  });
}
