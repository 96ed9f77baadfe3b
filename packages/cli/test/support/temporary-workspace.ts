import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { runStrata } from "./run-strata.js";

/** The content of a file: text and bytes as they are, anything else as JSON. */
export type Content = string | Uint8Array | { readonly [key: string]: unknown } | readonly unknown[];

/** A module of a temporary workspace. */
export interface TemporaryModule {
  /** Names of other modules of the workspace, which go into the package's `dependencies`. */
  readonly dependsOn?: readonly string[];
  /** The `strata` key; `{}` when left out. */
  readonly manifest?: unknown;
  /** Folder name of each migration, with its files. */
  readonly migrations?: Readonly<Record<string, Readonly<Record<string, Content>>>>;
  /** Other files of the package, by path. `package.json` replaces the one that would be written. */
  readonly files?: Readonly<Record<string, Content>>;
}

/** A folder that looks like a pnpm workspace after its installation. */
export interface TemporaryWorkspace {
  /** Real absolute path of the root. */
  readonly root: string;
  /** Writes files below the root, making folders where needed; replaces what is there. */
  write(files: Readonly<Record<string, Content>>): Promise<void>;
  /** Adds a module or replaces its files. */
  writeModule(name: string, module: TemporaryModule): Promise<void>;
  /** Absolute path of a file below the root. */
  path(...parts: string[]): string;
  /** Stops the workspace's own server, if one runs, and deletes the folder. */
  remove(): Promise<void>;
}

/**
 * Makes a workspace in a new folder (on tmpfs where there is one): `package.json`, `pnpm-workspace.yaml`,
 * `modules/<name>/…` as packages `@corp/<name>` whose dependencies on each other are linked in their `node_modules`,
 * and `strata.config.json` when `config` is given. sys-core comes with core and need not be named.
 */
export async function temporaryWorkspace(
  content: {
    readonly modules?: Readonly<Record<string, TemporaryModule>>;
    readonly config?: unknown;
    readonly files?: Readonly<Record<string, Content>>;
    /** Name of the folder, below one with a name of its own; to try spaces and other letters. */
    readonly folder?: string;
  } = {},
): Promise<TemporaryWorkspace> {
  const parent = await realpath(await mkdtemp(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "strata-test-")));
  const root = content.folder === undefined ? parent : join(parent, content.folder);
  await mkdir(root, { recursive: true });

  const workspace: TemporaryWorkspace = {
    root,
    path: (...parts) => join(root, ...parts),
    write: (files) => writeFiles(root, files),
    writeModule: (name, module) => writeModule(root, name, module),
    async remove() {
      if (existsSync(join(root, ".strata"))) await runStrata(["db", "stop"], { cwd: root });
      await rm(parent, { recursive: true, force: true });
    },
  };
  await workspace.write({
    "package.json": { name: "temporary", private: true, type: "module" },
    "pnpm-workspace.yaml": 'packages:\n  - "modules/*"\n',
    ".gitignore": "node_modules/\n.strata/\n",
    ...(content.config === undefined ? {} : { "strata.config.json": content.config as Content }),
    ...content.files,
  });
  for (const [name, module] of Object.entries(content.modules ?? {})) await workspace.writeModule(name, module);
  return workspace;
}

async function writeModule(root: string, name: string, module: TemporaryModule): Promise<void> {
  const directory = join(root, "modules", name);
  const dependsOn = module.dependsOn ?? [];
  const migrations = Object.entries(module.migrations ?? {}).flatMap(([folder, files]) =>
    Object.entries(files).map(([file, text]) => [`migrations/${folder}/${file}`, text] as const),
  );
  await writeFiles(directory, {
    "package.json": {
      name: `@corp/${name}`,
      version: "1.0.0",
      private: true,
      type: "module",
      strata: module.manifest ?? {},
      dependencies: Object.fromEntries(dependsOn.map((other) => [`@corp/${other}`, "workspace:*"])),
    },
    ...Object.fromEntries(migrations),
    ...module.files,
  });
  for (const other of dependsOn) {
    const link = join(directory, "node_modules", "@corp", other);
    await mkdir(dirname(link), { recursive: true });
    await rm(link, { force: true });
    await symlink(relative(dirname(link), join(root, "modules", other)), link, "dir");
  }
}

async function writeFiles(directory: string, files: Readonly<Record<string, Content>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    const isText = typeof content === "string" || content instanceof Uint8Array;
    await writeFile(file, isText ? content : `${JSON.stringify(content, null, 2)}\n`);
  }
}
