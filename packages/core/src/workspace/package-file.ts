import { dirname } from "node:path";
import type { Finding } from "../errors/finding.js";
import type { Module } from "../module/module.js";
import { type PackageDependency, type PackageFacts, dependencyFields } from "../module/package-facts.js";
import { readText } from "./read-text.js";

/** A package.json that was read: its facts, or its text when that is no JSON object, or why it could not be read. */
export type PackageFile =
  | { readonly facts: PackageFacts; readonly text: string }
  | { readonly facts?: undefined; readonly text: string; readonly file: string }
  | { readonly facts?: undefined; readonly text?: undefined; readonly finding: Finding };

/** Reads a package.json by the real path of its package. Fields of an unexpected type are left out: they are npm's to complain about. */
export function readPackageFile(file: string, origin: Module["origin"]): PackageFile {
  const text = readText(file);
  if (typeof text !== "string") return { finding: text };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { text, file };
  }
  if (!isObject(json)) return { text, file };
  const { name, version, strata } = json;
  const facts: PackageFacts = {
    file,
    directory: dirname(file),
    name: typeof name === "string" && name !== "" ? name : undefined,
    version: typeof version === "string" ? version : undefined,
    strata,
    dependencies: dependenciesOf(json),
    origin,
  };
  return { facts, text };
}

function dependenciesOf(json: Readonly<Record<string, unknown>>): PackageDependency[] {
  return dependencyFields.flatMap((field) => {
    const entries = json[field];
    if (!isObject(entries)) return [];
    return Object.entries(entries).flatMap(([name, range]) =>
      typeof range === "string" ? [{ field, name, range }] : [],
    );
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
