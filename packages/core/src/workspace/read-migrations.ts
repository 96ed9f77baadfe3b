import type { Finding } from "../errors/finding.js";
import { type ReadMigration, checkReferences } from "../migration/check-references.js";
import { rawChecksums } from "../migration/checksum.js";
import { parseFolderName } from "../migration/folder-name.js";
import { mergeHeaders } from "../migration/headers.js";
import type { Migration } from "../migration/migration.js";
import { versionOf } from "../migration/version.js";
import type { Module } from "../module/module.js";
import { compareIds } from "../types/ids.js";
import { listFolder } from "./module-folder.js";
import { readFolder } from "./read-folder.js";
import { type TextReader, createTextReader } from "./read-text.js";

const DAY = 24 * 60 * 60 * 1000;

/**
 * Reads every migration's folder of every module, in (version, module) order. A folder with a wrong name is reported
 * and left out; one with wrong contents is there, as far as it could be read, and its errors are among the findings.
 * The modules' folders of migrations must lie within their packages.
 */
export async function readMigrations(
  modules: readonly Module[],
  now: Date,
): Promise<{ readonly migrations: readonly Migration[]; readonly findings: readonly Finding[] }> {
  const findings: Finding[] = [];
  const tomorrow = versionOf(new Date(now.getTime() + DAY));
  const readFile = createTextReader();
  const read: ReadMigration[] = [];
  for (const module of modules) {
    for (const one of readModule(module, readFile, tomorrow, findings)) read.push(one);
    // Files are read without waiting, which is fastest; what others wait for, such as a server's answer, goes on here.
    await new Promise(setImmediate);
  }
  read.sort((a, b) => compareIds(a.migration, b.migration));
  findings.push(...checkReferences(modules, read));
  return { migrations: read.map(({ migration }) => migration), findings };
}

function readModule(module: Module, readFile: TextReader, tomorrow: string, findings: Finding[]): ReadMigration[] {
  const own: Finding[] = [];
  const read = listFolder(module.directory, module.migrationsDirectory, own).flatMap(({ name, path, isFolder }) => {
    if (isFolder) return readMigration(module, { folder: name, directory: path }, readFile, tomorrow, findings) ?? [];
    own.push({
      code: "FOLDER_UNKNOWN_FILE",
      message: `${name} lies among the migrations but is no folder`,
      hint: "A migration is a folder YYYYMMDDhhmmss_snake_name with an up.sql.",
      place: { file: path },
    });
    return [];
  });
  findings.push(...own.map((finding) => ({ ...finding, module: module.name })));
  return read;
}

function readMigration(
  module: Module,
  { folder, directory }: { readonly folder: string; readonly directory: string },
  readFile: TextReader,
  tomorrow: string,
  findings: Finding[],
): ReadMigration | undefined {
  const parsed = parseFolderName(folder);
  if (typeof parsed === "string") {
    const message = `${JSON.stringify(folder)} is no name of a migration's folder: ${parsed}`;
    findings.push({ code: "FOLDER_NAME_INVALID", message, place: { file: directory }, module: module.name });
    return undefined;
  }
  const { version, name } = parsed;
  const own: Finding[] = [];
  if (version > tomorrow)
    own.push({
      code: "FOLDER_VERSION_AHEAD",
      message: `the stamp ${version} is more than a day ahead of the clock`,
      place: { file: directory },
    });
  const { content, findings: inside } = readFolder(module, directory, readFile);
  for (const finding of [...own, ...inside]) findings.push({ ...finding, module: module.name, version });
  const upHeaders = content.headers.up?.values ?? [];
  // Becomes the migration instead of being copied into one: a thousand copies take several milliseconds.
  const migration: Migration = Object.assign(content, {
    module: module.name,
    version,
    name,
    headers: mergeHeaders(content.headers),
    checksums: rawChecksums(content),
  });
  return { migration, upHeaders };
}
