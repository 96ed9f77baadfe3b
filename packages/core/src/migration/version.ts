import type { Version } from "../types/ids.js";

const form = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;

/** The instant a version stands for, in milliseconds since 1970; undefined when it is no valid UTC time (no leap seconds). */
export function instantOf(version: string): number | undefined {
  const match = form.exec(version);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  // Date rolls over what does not exist (31 February, 24:00): only a time that comes back the same is one.
  return versionOf(date) === version ? date.getTime() : undefined;
}

/** The version of an instant: its UTC time to the second, fractions cut off. */
export function versionOf(date: Date): Version {
  const digits = (value: number, width: number): string => String(value).padStart(width, "0");
  return (
    digits(date.getUTCFullYear(), 4) +
    digits(date.getUTCMonth() + 1, 2) +
    digits(date.getUTCDate(), 2) +
    digits(date.getUTCHours(), 2) +
    digits(date.getUTCMinutes(), 2) +
    digits(date.getUTCSeconds(), 2)
  );
}

/** The version one second later. The version must be valid. */
export function nextVersion(version: Version): Version {
  const instant = instantOf(version);
  if (instant === undefined) throw new RangeError(`${version} is no version`);
  return versionOf(new Date(instant + 1000));
}
