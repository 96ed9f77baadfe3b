import { requiresLines } from "../migration/migration-template.js";
import { quoteIdentifier } from "../sql/quote.js";
import type { MigrationId, ModuleName } from "../types/ids.js";
import { defaultSchema } from "./default-schema.js";

/** What a new module's package starts from. */
export interface ModuleTemplateInput {
  readonly name: ModuleName;
  readonly packageName: string;
  /** The modules it depends on: package and range. */
  readonly dependencies: readonly {
    readonly packageName: string;
    readonly range: string;
    readonly inWorkspace: boolean;
  }[];
  /** How a script of the package calls `strata check`, undefined when the workspace has no command. */
  readonly checkCommand: string | undefined;
  /** The name of its first migration's folder. */
  readonly folder: string;
  readonly requires: readonly MigrationId[];
}

/** The files of a new module's package: a manifest, a README and a first migration with its way back. */
export function moduleTemplate(input: ModuleTemplateInput): Record<string, string> {
  const schema = defaultSchema(input.name);
  const quoted = quoteIdentifier(schema);
  return {
    "package.json": `${JSON.stringify(packageJson(input), null, 2)}\n`,
    "README.md": readme(input.packageName, schema),
    [`migrations/${input.folder}/up.sql`]: `${requiresLines(input.requires)}CREATE SCHEMA ${quoted};

CREATE TABLE ${quoted}.item (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE ${quoted}.item IS 'A first table, to be replaced by the module''s own.';
`,
    [`migrations/${input.folder}/down.sql`]: `DROP TABLE ${quoted}.item;
DROP SCHEMA ${quoted};
`,
  };
}

function packageJson({ packageName, dependencies, checkCommand }: ModuleTemplateInput): Record<string, unknown> {
  const ranges = (chosen: ModuleTemplateInput["dependencies"]): Record<string, string> =>
    Object.fromEntries(chosen.map(({ packageName, range }) => [packageName, range]));
  const own = dependencies.filter(({ inWorkspace }) => inWorkspace);
  const installed = dependencies.filter(({ inWorkspace }) => !inWorkspace);
  return {
    name: packageName,
    version: "0.0.0",
    private: true,
    type: "module",
    // LATEST is there from the first dump on.
    files: ["LATEST", "migrations"],
    ...(checkCommand === undefined ? {} : { scripts: { check: checkCommand } }),
    ...(installed.length === 0 ? {} : { dependencies: ranges(installed) }),
    // turbo orders by devDependencies and overlooks peers, so a module of the workspace is in both.
    ...(own.length === 0 ? {} : { peerDependencies: ranges(own), devDependencies: ranges(own) }),
    strata: {},
  };
}

function readme(packageName: string, schema: string): string {
  return `# ${packageName}

A strata module: it owns the schema \`${schema}\` and everything in it. Its migrations are in \`migrations/\`, one folder
each; applied ones are never edited.

| to | run |
|---|---|
| start the next migration | \`strata new add_something\` in this folder |
| apply what is pending | \`strata up\` |
| run the newest one anew after an edit | \`strata redo\` |
| take the newest one back | \`strata down --steps 1\` |
`;
}
