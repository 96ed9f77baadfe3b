import type { Finding } from "../errors/finding.js";
import { sha256 } from "../lib/hash.js";
import { type FolderContent, checkFolder } from "../migration/folder-rules.js";
import { parseHeaders } from "../migration/headers.js";
import type { DataFile, DataSource, TextFile } from "../migration/migration.js";
import type { Module } from "../module/module.js";
import { type FolderEntry, type TextFileName, allowedNames, classifyEntry, textFiles } from "./folder-files.js";
import { dataTooLarge } from "./data-size.js";
import { hashFile } from "./hash-file.js";
import { listFolder } from "./module-folder.js";
import { type TextReader, readText } from "./read-text.js";

type Headers = FolderContent["headers"];
type Draft = { -readonly [K in keyof Omit<FolderContent, "headers">]: FolderContent[K] } & {
  readonly headers: { -readonly [K in keyof Headers]: Headers[K] };
};

/** Reads one migration's folder: its texts, which data files there are, and everything that is wrong with them. */
export function readFolder(
  module: Module,
  directory: string,
  readFile: TextReader,
): { readonly content: FolderContent; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const draft: Draft = { directory, headers: {} };
  for (const { name, path, isFolder, isFile } of listFolder(module.directory, directory, findings)) {
    const entry = classifyEntry(name, isFolder);
    if (entry.kind === "text") addText(draft, entry.name, path, isFile ? readFile(path) : readText(path), findings);
    else if (entry.kind === "data") addData(draft, entry, { name, path }, module, findings);
    else if (isFolder && Object.hasOwn(textFiles, name)) findings.push(folderForFile(name, path));
    else if (entry.kind === "unknown")
      findings.push({
        code: "FOLDER_UNKNOWN_FILE",
        message: `${name} is none of the files of a migration`,
        hint: `A folder may hold ${allowedNames}.`,
        place: { file: path },
      });
  }
  // What could not be read is not missing.
  if (findings.every(({ code }) => !code.startsWith("FILE_") && code !== "PATH_OUTSIDE_MODULE"))
    findings.push(...checkFolder(draft));
  return { content: draft, findings };
}

/** Taken for a file that is not there, the migration would run without it. */
function folderForFile(name: string, path: string): Finding {
  return {
    code: "FOLDER_INCOMPLETE",
    message: `${name} is a folder, and must be a file`,
    hint: `Put the text into a file ${name}, or remove the folder.`,
    place: { file: path },
  };
}

function addText(draft: Draft, name: TextFileName, path: string, text: string | Finding, findings: Finding[]): void {
  if (typeof text !== "string") {
    findings.push(text);
    return;
  }
  const file: TextFile = { name, path, text };
  const key = textFiles[name];
  draft[key] = file;
  if (key === "transform" || key === "schema") return;
  const headers = parseHeaders(file);
  findings.push(...headers.findings);
  draft.headers[key] = headers;
}

function addData(
  draft: Draft,
  { what, form }: Extract<FolderEntry, { kind: "data" }>,
  { name, path }: { name: string; path: string },
  module: Module,
  findings: Finding[],
): void {
  const before = draft[what];
  if (before !== undefined) {
    const message = `${what} is there in two forms: ${before.form === "ndjson" ? `${what}/` : before.files[0]?.name} and ${name}`;
    findings.push({ code: "FOLDER_INCOMPLETE", message, hint: "Keep one of them.", place: { file: path } });
    return;
  }
  const names = form === "ndjson" ? tablesIn(module, name, path, findings) : [{ name, path }];
  if (form === "ndjson" && names.length === 0 && findings.every(({ place }) => !place?.file.startsWith(path))) {
    findings.push({
      code: "FOLDER_INCOMPLETE",
      message: `the folder ${name} holds no .ndjson file`,
      hint: "Name its files <schema>.<table>.ndjson.",
      place: { file: path },
    });
  }
  const tooLarge = dataTooLarge({ form, files: names }, what);
  if (tooLarge !== undefined) findings.push(tooLarge);
  const isHashed = what === "bootstrap" && tooLarge === undefined;
  draft[what] = { form, files: isHashed ? names.flatMap((file) => hashed(file, form, findings)) : names };
}

function hashed({ name, path }: DataFile, form: DataSource["form"], findings: Finding[]): DataFile[] {
  const hash = form === "ndjson" ? hashFile(path) : hashText(path);
  if ("sha256" in hash) return [{ name, path, sha256: hash.sha256 }];
  findings.push(hash);
  return [];
}

/** A file that is loaded in one piece has the limits of a text. */
function hashText(path: string): ReturnType<typeof hashFile> {
  const text = readText(path);
  return typeof text === "string" ? { sha256: sha256(text) } : text;
}

function tablesIn(module: Module, folder: string, path: string, findings: Finding[]): DataFile[] {
  return listFolder(module.directory, path, findings).flatMap((item) => {
    if (!item.isFolder && /^[^.]+\.[^.]+\.ndjson$/u.test(item.name))
      return [{ name: `${folder}/${item.name}`, path: item.path }];
    findings.push({
      code: "FOLDER_UNKNOWN_FILE",
      message: `${folder}/${item.name} is no file of rows`,
      hint: "Name it <schema>.<table>.ndjson.",
      place: { file: item.path },
    });
    return [];
  });
}
