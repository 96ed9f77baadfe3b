import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Stands in for pnpm in the tests of the pages, which have no registry. `install` and `add` link what pnpm would have
// put there: @strata/* are the packages of this repository, other packages those that it has installed itself, and the
// modules of the workspace are linked to each other. `pnpm NAME` and `pnpm dlx PACKAGE` run a package's command.
const repository = fileURLToPath(new URL("../../../../../", import.meta.url));
const sources = ["packages/core", "packages/cli", "."].map((path) => join(repository, path, "node_modules"));
const strata = join(repository, "packages/cli/bin/strata.cjs");
const fields = ["dependencies", "devDependencies", "peerDependencies"];

const words = process.argv.slice(2);
const root = findRoot(process.cwd());
let package_ = root;
while (words[0]?.startsWith("-")) {
  const option = words.shift();
  if (option === "--filter") package_ = folderOf(words.shift());
  else if (!["-s", "--silent", "-w"].includes(option)) throw new Error(`pnpm's stand-in knows no ${option}`);
}
const [command, ...rest] = words;
if (command === "install") install();
else if (command === "add") add(rest);
else if (command === "dlx") run("strata", rest.slice(1));
else run(command, rest);

function run(name, parameters) {
  const file = name === "strata" ? strata : realBin(name);
  // What pnpm says of itself to the command that it runs.
  const env = { ...process.env, npm_command: "run-script", npm_config_user_agent: "pnpm/12.21.0 npm/? node/?" };
  process.exitCode = spawnSync(process.execPath, [file, ...parameters], { stdio: "inherit", env }).status ?? 1;
}

function realBin(name) {
  const { bin } = JSON.parse(readFileSync(join(sourceOf(name), "package.json"), "utf8"));
  return join(sourceOf(name), typeof bin === "string" ? bin : bin[name]);
}

function add(parameters) {
  const field = parameters.includes("-D") ? "devDependencies" : "dependencies";
  const file = join(package_, "package.json");
  const content = JSON.parse(readFileSync(file, "utf8"));
  for (const name of parameters.filter((word) => !word.startsWith("-"))) {
    const { version } = JSON.parse(readFileSync(join(sourceOf(name), "package.json"), "utf8"));
    content[field] = { ...content[field], [name]: `^${version}` };
  }
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  install();
}

function install() {
  const packages = [root, ...modules()];
  for (const folder of packages) {
    const content = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    for (const name of fields.flatMap((field) => Object.keys(content[field] ?? {}))) {
      const own = packages.find((other) => other !== folder && nameOf(other) === name);
      link(join(folder, "node_modules", name), own ?? sourceOf(name));
    }
  }
  process.stdout.write("Done\n");
}

function link(path, target) {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  symlinkSync(target, path, "dir");
}

function sourceOf(name) {
  if (name.startsWith("@strata/")) {
    const folder = ["packages", "modules"].map((kind) => join(repository, kind, name.slice("@strata/".length)));
    return folder.find((path) => existsSync(path)) ?? missing(name);
  }
  return sources.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? missing(name);
}

function missing(name) {
  throw new Error(`pnpm's stand-in has no package ${name}: it must be one that this repository installs`);
}

function folderOf(name) {
  return modules().find((folder) => nameOf(folder) === name) ?? missing(name);
}

function modules() {
  const folder = join(root, "modules");
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

function nameOf(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).name;
}

function findRoot(from) {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, "pnpm-workspace.yaml"))) return folder;
  }
  return from;
}
