import { badInputs } from "../support/bad-input.js";

/** A package.json as a person writes it, so that places can be counted. */
const packageJson = (name: string, strata: string, more = "") =>
  `{\n  "name": "@corp/${name}",\n${more}  "strata": ${strata}\n}\n`;
const other = (strata: string, name = "other") => ({ "modules/other/package.json": packageJson(name, strata) });
const PLACE = "modules/other/package.json";

badInputs("manifests", [
  {
    name: "broken JSON",
    files: { [PLACE]: '{\n  "name": "@corp/other",\n  "strata": {"owns": ["a.*",]}\n}\n' },
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "PACKAGE_JSON_INVALID",
        place: `${PLACE}:3:29`,
        message: "is not valid JSON: value expected",
        hint: "Correct the file",
      },
    ],
  },
  {
    name: "a package.json that is a list",
    files: { [PLACE]: "[]\n" },
    args: ["up"],
    exit: 3,
    says: [
      { code: "PACKAGE_JSON_INVALID", place: `${PLACE}:1:1`, message: "does not hold a JSON object", hint: "Correct" },
    ],
  },
  {
    name: "an unknown key",
    files: other('{"own": ["other.*"]}'),
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "MANIFEST_INVALID",
        place: `${PLACE}:3:14`,
        message: 'unknown key "own". Did you mean "owns"?',
        hint: "Known keys: owns, name",
      },
    ],
  },
  {
    name: "a manifest that is true",
    files: other("true"),
    args: ["up"],
    exit: 3,
    says: [
      { code: "MANIFEST_INVALID", place: `${PLACE}:3:13`, message: "must be an object", hint: "manifest.schema.json" },
    ],
  },
  {
    name: "a claim without an object, one with quotes, one that ends before it begins",
    files: other(
      '{"owns": [\n    "billing",\n    "bill\\"ing.*",\n    {"claim": "b.*", "from": "20260201000000", "until": "20260101000000"}\n  ]}',
    ),
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "CLAIM_INVALID",
        place: `${PLACE}:4:5`,
        message: 'the claim "billing" names no object',
        hint: 'Write "billing.*"',
      },
      { code: "CLAIM_INVALID", place: `${PLACE}:5:5`, message: "not of the form schema.name", hint: "without quotes" },
      { code: "CLAIM_INVALID", place: `${PLACE}:6:57`, message: "is not after from", hint: "`from` before `until`" },
    ],
  },
  {
    name: "a claim on sys_core and one on pg_catalog",
    files: other('{"owns": ["sys_core.*",\n    "pg_catalog.*"]}'),
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "CLAIM_RESERVED",
        place: `${PLACE}:3:23`,
        message: "sys_core belongs to sys-core",
        hint: "schema of the module's own",
      },
      {
        code: "CLAIM_RESERVED",
        place: `${PLACE}:4:5`,
        message: "pg_catalog belongs to PostgreSQL",
        hint: "schema of the module's own",
      },
    ],
  },
  {
    name: "two modules that claim one schema",
    files: other('{"owns": ["shop.*"]}'),
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "CLAIM_TAKEN",
        message: "@corp/other (modules/other) claims shop.*, @corp/shop (modules/shop) claims shop.*",
        hint: "Narrow one of the claims",
      },
    ],
  },
  {
    name: "two packages of one name",
    files: { "modules/other/package.json": '{\n  "name": "@elsewhere/shop",\n  "strata": {}\n}\n' },
    args: ["up"],
    exit: 3,
    says: [{ code: "MODULE_NAME_TAKEN", message: "two packages make a module named shop", hint: 'another "name"' }],
  },
  {
    name: "a name that is none, and a package whose name makes none",
    files: {
      ...other('{"name": "Other Module"}'),
      "modules/third/package.json": '{\n  "name": "@corp/Third_One",\n  "strata": {}\n}\n',
    },
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "MANIFEST_INVALID",
        place: `${PLACE}:3:22`,
        message: "name must start with a letter",
        hint: "manifest.schema.json",
      },
      {
        code: "MANIFEST_INVALID",
        place: "modules/third/package.json:3:13",
        message: 'name "@corp/Third_One" makes no module name',
        hint: 'Add "name"',
      },
    ],
  },
  {
    name: "a module that takes the name of sys-core",
    files: other('{"name": "sys-core"}'),
    args: ["up"],
    exit: 3,
    says: [
      { code: "MODULE_NAME_TAKEN", place: `${PLACE}:3:22`, message: "strata's own module", hint: 'another "name"' },
    ],
  },
  {
    name: "migrations outside of the module",
    files: other('{"migrations": "../shop/migrations"}'),
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "PATH_OUTSIDE_MODULE",
        place: `${PLACE}:3:28`,
        message: "lies outside of the module: ../shop/migrations",
        hint: "within the module's own folder",
      },
    ],
  },
  {
    name: "a symbolic link that leads out of the module",
    files: other("{}"),
    links: { "modules/other/migrations/20260101000000_link": "/etc" },
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "PATH_OUTSIDE_MODULE",
        place: "modules/other/migrations/20260101000000_link",
        message: "leads out of the module",
        hint: "within the module's own folder",
      },
    ],
  },
  {
    name: "a symbolic link that points at itself",
    files: other("{}"),
    links: { "modules/other/migrations/20260101000000_loop": "20260101000000_loop" },
    args: ["up"],
    exit: 3,
    says: [
      {
        code: "FILE_UNREADABLE",
        place: "modules/other/migrations/20260101000000_loop",
        message: "its symbolic links go in a circle",
        hint: /./u,
      },
    ],
  },
  {
    name: "an unknown code in allow, an error in allow, no reason",
    files: other(
      '{"allow": {\n    "PEER_WITHOUT_DEVS": "because",\n    "SQL_FAILED": "because",\n    "IDENTIFIER_TOO_LONG": ""\n  }}',
    ),
    args: ["up"],
    exit: 3,
    says: [
      { code: "MANIFEST_INVALID", place: `${PLACE}:6:28`, message: "must say why", hint: /./u },
      {
        code: "MANIFEST_INVALID",
        place: `${PLACE}:4:5`,
        message: 'unknown code "PEER_WITHOUT_DEVS". Did you mean "PEER_WITHOUT_DEV"?',
        hint: /./u,
      },
      {
        code: "MANIFEST_INVALID",
        place: `${PLACE}:5:5`,
        message: "SQL_FAILED is an error, and an error cannot be accepted",
        hint: /./u,
      },
    ],
  },
  {
    name: "a dependency that the workspace does not have",
    files: { [PLACE]: packageJson("other", "{}", '  "dependencies": {"@corp/nobody": "workspace:*"},\n') },
    args: ["up"],
    exit: 3,
    says: [{ code: "DEPENDENCY_UNKNOWN", place: `${PLACE}:3:20`, message: "@corp/nobody", hint: "Correct the name" }],
  },
  {
    name: "several problems of several manifests, all at once",
    files: {
      ...other('{"owns": "other.*", "migration": "sql"}'),
      "modules/third/package.json": packageJson("third", '{"was": ["shop"]}'),
      "modules/fourth/package.json": "{",
    },
    args: ["check"],
    exit: 3,
    says: [
      {
        code: "PACKAGE_JSON_INVALID",
        place: "modules/fourth/package.json:1:2",
        message: "is not valid JSON",
        hint: /./u,
      },
      { code: "MANIFEST_INVALID", place: `${PLACE}:3:22`, message: "owns must be a list of claims", hint: /./u },
      {
        code: "MANIFEST_INVALID",
        place: `${PLACE}:3:33`,
        message: 'unknown key "migration". Did you mean "migrations"?',
        hint: /./u,
      },
      {
        code: "MODULE_NAME_TAKEN",
        place: "modules/third/package.json:3:22",
        message: "says that it was shop, which is a living module",
        hint: /./u,
      },
    ],
  },
  {
    name: "a workspace file that is no YAML",
    files: { "pnpm-workspace.yaml": 'packages: ["modules/*"\n' },
    args: ["up"],
    exit: 3,
    says: [{ code: "WORKSPACE_INVALID", place: "pnpm-workspace.yaml:2:1", message: /./u, hint: "Correct the file" }],
  },
  {
    name: "a root configuration in TypeScript that throws",
    files: { "strata.config.ts": "const nothing: any = undefined;\nexport default { postgres: nothing.major };\n" },
    args: ["up", "--target", "live"],
    exit: 3,
    says: [
      {
        code: "TYPESCRIPT_FAILED",
        place: "strata.config.ts:2:36",
        message: "Cannot read properties of undefined",
        hint: "Correct it",
      },
    ],
  },
  {
    name: "two root configurations",
    files: { "strata.config.ts": "export default {};\n", "strata.config.json": {} },
    args: ["up", "--target", "live"],
    exit: 3,
    says: [
      {
        code: "CONFIG_TWICE",
        message: "holds both strata.config.json and strata.config.ts",
        hint: "Remove one of them",
      },
    ],
  },
  {
    name: "a root configuration with a misspelt key, one with a port for a URL",
    files: { "strata.config.json": '{\n  "postgre": 18,\n  "targets": {"live": {"url": "localhost:5432"}}\n}\n' },
    args: ["db", "url", "--target", "live"],
    exit: 3,
    says: [
      { code: "CONFIG_INVALID", place: "strata.config.json:3:31", message: "must start with postgres://", hint: /./u },
      {
        code: "CONFIG_INVALID",
        place: "strata.config.json:2:3",
        message: 'unknown key "postgre". Did you mean "postgres"?',
        hint: "Known keys",
      },
    ],
  },
]);
