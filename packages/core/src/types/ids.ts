/** Name of a module: the unscoped name of its package unless the manifest says otherwise. */
export type ModuleName = string;

/** Fourteen digits, UTC: `YYYYMMDDhhmmss`. Compares as a string. */
export type Version = string;

/** Identity of a migration across renames of its folder. */
export interface MigrationId {
  readonly module: ModuleName;
  readonly version: Version;
}

/** `sys-account@20261120101500`: the key of maps and the form of `requires` headers. */
export function formatId(id: MigrationId): string {
  return `${id.module}@${id.version}`;
}

/** The inverse of {@link formatId}; undefined when the text has another form. */
export function parseId(text: string): MigrationId | undefined {
  const match = /^(?<module>[^\s@]+)@(?<version>\d{14})$/.exec(text);
  return match?.groups === undefined
    ? undefined
    : { module: match.groups["module"]!, version: match.groups["version"]! };
}

/** The tie-break of every order: version first, then module. */
export function compareIds(a: MigrationId, b: MigrationId): number {
  return compareText(a.version, b.version) || compareText(a.module, b.module);
}

/** Code-point order, the same on every machine whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
