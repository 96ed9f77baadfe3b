import type { Version } from "../types/ids.js";

const form = /^\d{14}$/;

/** The instant a version stands for, in milliseconds since 1970; undefined when it is no valid UTC time (no leap seconds). */
export function instantOf(version: string): number | undefined {
  if (!form.test(version)) return undefined;
  const part = (from: number, to: number): number => Number(version.slice(from, to));
  const day = part(6, 8);
  const date = new Date(0);
  date.setUTCFullYear(part(0, 4), part(4, 6) - 1, day);
  // Date rolls over what does not exist, such as 31 February or a month 13.
  if (date.getUTCMonth() !== part(4, 6) - 1 || date.getUTCDate() !== day) return undefined;
  const [hour, minute, second] = [part(8, 10), part(10, 12), part(12, 14)];
  return hour < 24 && minute < 60 && second < 60 ? date.setUTCHours(hour, minute, second) : undefined;
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
