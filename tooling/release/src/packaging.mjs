import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { judgePackage } from "./judge-package.mjs";

// Packs every public package, installs the tarballs into an empty project as a user would (offline: everything they
// depend on is in the store already), and uses what is there: the command, the library, the types.

const root = fileURLToPath(new URL("../../../", import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), "strata packaging "));
const project = join(temporary, "project");

try {
  const packed = publicPackages().map(pack);
  const problems = packed.flatMap(judgePackage);
  if (problems.length > 0) throw new Error(`what would be published is wrong:\n  ${problems.join("\n  ")}`);
  install(packed);
  useCommand(packed.find(({ manifest }) => manifest.name === "@strata/cli")?.manifest["version"]);
  useLibrary();
  useTypes();
  console.log(
    `${packed.length} packages packed, installed and used: ${packed.map((one) => one.manifest.name).join(", ")}`,
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(temporary, { recursive: true });
}

/** Folders of the packages that are published. */
function publicPackages() {
  return ["packages", "modules"]
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(root, parent, name)))
    .filter((folder) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).private !== true);
}

/** @param {string} folder */
function pack(folder) {
  const { filename, files } = JSON.parse(run("pnpm", ["pack", "--json", "--pack-destination", temporary], folder));
  const manifest = JSON.parse(run("tar", ["-xzOf", filename, "package/package.json"], temporary));
  return { filename, manifest, files: files.map((/** @type {{ path: string }} */ { path }) => path) };
}

/** @param {readonly ReturnType<typeof pack>[]} packed */
function install(packed) {
  const tarballs = Object.fromEntries(packed.map(({ manifest, filename }) => [manifest.name, `file:${filename}`]));
  mkdirSync(project);
  writeJson("package.json", {
    name: "packaging",
    private: true,
    type: "module",
    dependencies: tarballs,
    devDependencies: { "@types/node": "20.19.0" },
  });
  // JSON is YAML. The packages depend on each other by version: here these are the tarballs.
  writeJson("pnpm-workspace.yaml", { packages: ["modules/*"], pmOnFail: "ignore", overrides: tarballs });
  run("pnpm", ["install", "--offline", "--ignore-scripts", "--no-frozen-lockfile"], project);
}

/** @param {unknown} version */
function useCommand(version) {
  const said = run("pnpm", ["--silent", "exec", "strata", "--version"], project);
  if (said.trim() !== version) throw new Error(`strata --version says ${JSON.stringify(said)}, not ${String(version)}`);
}

function useLibrary() {
  const program = `
    const core = await import("@strata/core");
    await import("@strata/core/manifest");
    if (core.codes.INTERNAL.exit !== 1 || typeof core.StrataError !== "function") throw new Error("core is incomplete");
  `;
  run(process.execPath, ["--input-type=module", "--eval", program], project);
}

function useTypes() {
  writeFileSync(
    join(project, "use.ts"),
    `import { type Code, StrataError, codes } from "@strata/core";\n` +
      `import type { Manifest } from "@strata/core/manifest";\n` +
      `export const exit: number = codes.INTERNAL.exit;\n` +
      `export const code: Code = new StrataError("INTERNAL", "text").code;\n` +
      `export const manifest: Manifest = { owns: ["public.*"] };\n` +
      `// @ts-expect-error: the list of codes is closed\n` +
      `export const none: Code = "NO_SUCH_CODE";\n`,
  );
  writeJson("tsconfig.json", {
    compilerOptions: {
      strict: true,
      noEmit: true,
      module: "nodenext",
      target: "es2023",
      lib: ["es2023"],
      types: ["node"],
    },
    files: ["use.ts"],
  });
  const compiler = createRequire(import.meta.url).resolve("typescript/package.json");
  const said = outputOf(
    process.execPath,
    [join(dirname(compiler), "bin/tsc"), "-p", ".", "--pretty", "false"],
    project,
  );
  // drizzle-orm's own declarations do not stand the checking of libraries; ours must.
  const errors = said.split("\n").filter((line) => /error TS\d+/u.test(line) && !/drizzle-orm\//u.test(line));
  if (errors.length > 0) throw new Error(`the types do not compile:\n${errors.join("\n")}`);
}

/**
 * What a program says on its standard output, whatever its exit status.
 *
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {string} cwd
 */
function outputOf(program, parameters, cwd) {
  const { error, stdout } = spawnSync(program, parameters, { cwd, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (error !== undefined) throw error;
  return stdout;
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function writeJson(name, value) {
  writeFileSync(join(project, name), `${JSON.stringify(value, undefined, 2)}\n`);
}

/**
 * Runs a program and returns its standard output; a failure shows all that it said.
 *
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {string} cwd
 */
function run(program, parameters, cwd) {
  try {
    return execFileSync(program, parameters, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const { stdout = "", stderr = "" } = /** @type {{ stdout?: string, stderr?: string }} */ (error);
    throw new Error(`${program} ${parameters.join(" ")} failed in ${cwd}:\n${stdout}${stderr}`, { cause: error });
  }
}
