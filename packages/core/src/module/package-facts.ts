import type { Module } from "./module.js";

/** The fields of a package.json that name other packages. */
export const dependencyFields = [
  "dependencies",
  "peerDependencies",
  "optionalDependencies",
  "devDependencies",
] as const;

/** One of {@link dependencyFields}. */
export type DependencyField = (typeof dependencyFields)[number];

/** One entry of a dependency field. */
export interface PackageDependency {
  readonly field: DependencyField;
  /** The key: the folder's name within node_modules, which an alias may choose freely. */
  readonly name: string;
  readonly range: string;
  /** Real path of the package that it stands for; undefined when that is not installed or was not looked for. */
  readonly directory?: string | undefined;
}

/** A package.json as far as discovery reads it. */
export interface PackageFacts {
  /** Real absolute path of the package.json. */
  readonly file: string;
  /** Real absolute path of its folder. */
  readonly directory: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** The `strata` key as written; undefined when the package is no module. */
  readonly strata: unknown;
  readonly dependencies: readonly PackageDependency[];
  readonly origin: Module["origin"];
}
