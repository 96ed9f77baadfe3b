import { identifier } from "../sql/identifier.js";
import { quoteLiteral } from "../sql/quote.js";

/** Those of a relation (pg_class.reloptions) and of its TOAST table, in their order; the latter begin with `toast.`. */
export function allOptions(options: unknown, ofToast: unknown): readonly string[] {
  const [own, others] = [options, ofToast].map((list) => (list as string[] | null) ?? []);
  return [...own!, ...others!.map((option) => `toast.${option}`)];
}

/** ` WITH (fillfactor='70')` of options as pg_class.reloptions holds them, `name=value`; empty without any. */
export function withOptions(options: readonly string[] | undefined): string {
  return options === undefined || options.length === 0 ? "" : ` WITH (${optionList(options)})`;
}

/** `name='value', …`. The name may have a namespace: `toast.autovacuum_enabled`. */
export function optionList(options: readonly string[]): string {
  return options
    .map((option) => {
      const [name, value] = splitOption(option);
      return `${name.split(".").map(identifier).join(".")}=${quoteLiteral(value)}`;
    })
    .join(", ");
}

/** `OPTIONS (host 'a', port '1')` of what belongs to foreign data, `name=value`. */
export function optionsClause(options: readonly string[]): string {
  const list = options.map((option) => {
    const [name, value] = splitOption(option);
    return `${identifier(name)} ${quoteLiteral(value)}`;
  });
  return `OPTIONS (${list.join(", ")})`;
}

/** Name and value of `name=value`; the value may hold further equals signs. */
function splitOption(option: string): readonly [name: string, value: string] {
  const at = option.indexOf("=");
  return at < 0 ? [option, ""] : [option.slice(0, at), option.slice(at + 1)];
}
