import { present } from "./present.js";

/** Options of what belongs to foreign data, without what must not be told. */
export interface ForeignOptions {
  /** `name=value`. */
  readonly options?: readonly string[];
  /** Names of options that hold, or may hold, a secret: their values are read and thrown away. */
  readonly hidden?: readonly string[];
}

/** Names that wrappers give to secrets. */
const SECRET_NAME =
  /passw|passphrase|passcode|pwd|secret|token|credential|(?:api|access|private|account)_?key|conn(?:ection)?_?str|conninfo|dsn/i;

/** A value that holds a password within: a URL with one, or a connection string. */
const SECRET_VALUE = /:\/\/[^/?#\s]*:[^/?#\s]*@|\b(?:password|pwd)\s*=/i;

/** Takes the secrets out of options as the catalogs hold them, `name=value`. */
export function withoutSecrets(options: unknown): ForeignOptions {
  const all = (options as string[] | null) ?? [];
  const isHidden = (option: string): boolean => SECRET_NAME.test(nameOf(option)) || SECRET_VALUE.test(option);
  return present({
    options: all.filter((option) => !isHidden(option)),
    hidden: all.filter(isHidden).map(nameOf),
  });
}

/** Only the names of all options: those of a user mapping say who somebody is elsewhere. */
export function onlyNames(options: unknown): ForeignOptions {
  return present({ hidden: ((options as string[] | null) ?? []).map(nameOf) });
}

function nameOf(option: string): string {
  return option.split("=", 1)[0]!;
}
