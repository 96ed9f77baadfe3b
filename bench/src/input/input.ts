/** What a database holds after migrations, by kind of object: how a run is judged. */
export interface Shape {
  readonly tables: number;
  readonly columns: number;
  readonly indexes: number;
  readonly checks: number;
  readonly foreignKeys: number;
}

/** One migration of the input, before it is written in a tool's format. */
export interface InputMigration {
  /** Name of its module: `bench-m01`. */
  readonly module: string;
  /** 14 digits; the order of all migrations. */
  readonly stamp: string;
  /** `create_account_03`. */
  readonly name: string;
  /** What its headers require, as `strata new` would have written them: `bench-m01@20260101000000`. */
  readonly requires: readonly string[];
  /** Statements without semicolons. */
  readonly up: readonly string[];
  readonly down: readonly string[];
  /** What up adds. */
  readonly adds: Partial<Shape>;
}

/** A module of the input. */
export interface InputModule {
  readonly name: string;
  readonly schema: string;
  readonly dependsOn: readonly string[];
}

/** What every tool is given. */
export interface Input {
  readonly modules: readonly InputModule[];
  /** Oldest first. */
  readonly migrations: readonly InputMigration[];
  /** What a database holds when all are applied. */
  readonly shape: Shape;
}

/** Sums what migrations add. */
export function shapeOf(migrations: readonly Pick<InputMigration, "adds">[]): Shape {
  const sum = (kind: keyof Shape) => migrations.reduce((total, { adds }) => total + (adds[kind] ?? 0), 0);
  return {
    tables: sum("tables"),
    columns: sum("columns"),
    indexes: sum("indexes"),
    checks: sum("checks"),
    foreignKeys: sum("foreignKeys"),
  };
}
