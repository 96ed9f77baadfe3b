import { isUtf8 } from "node:buffer";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Dataset } from "../dataset/dataset.js";
import { datasetOfValue } from "../dataset/dataset-of-value.js";
import { type ParsedTables, parseJsonDelta } from "../dataset/parse-json-delta.js";
import { parseNdjsonTable } from "../dataset/parse-ndjson-table.js";
import type { RowSource } from "../dataset/parse-row.js";
import type { Finding } from "../errors/finding.js";
import { throwFindings } from "../errors/strata-error.js";
import type { DataSource } from "../migration/migration.js";
import { tooManyValues } from "./data-size.js";
import { describeFileError } from "./file-error.js";
import { loadTypeScript } from "./load-typescript.js";

/**
 * Reads a migration's bootstrap or fixtures from disk, in whichever of the three forms.
 *
 * Throws DATASET_INVALID, FILE_UNREADABLE or FILE_ENCODING with every problem of every file, each with its place,
 * FILE_TOO_LARGE for more rows and values than can be loaded, and TYPESCRIPT_FAILED for a `.ts` that cannot be loaded.
 * `cacheDirectory` is the workspace's `.strata/cache`, for the `.ts` form; `rows` says that they are of LATEST.
 */
export async function readDataset(
  source: DataSource,
  options: { readonly cacheDirectory: string; readonly rows?: RowSource },
): Promise<Dataset> {
  const parsed: ParsedTables[] = [];
  for (const { path } of source.files) parsed.push(await readTables(source.form, path, options));
  throwFindings(parsed.flatMap(({ findings }) => findings));
  const dataset = { tables: parsed.flatMap(({ tables }) => tables) };
  throwFindings([tooManyValues(dataset, source)].filter((finding) => finding !== undefined));
  return dataset;
}

async function readTables(
  form: DataSource["form"],
  path: string,
  { cacheDirectory, rows }: { readonly cacheDirectory: string; readonly rows?: RowSource },
): Promise<ParsedTables> {
  if (form === "ts") return datasetOfValue((await loadTypeScript(path, cacheDirectory))["default"], path);
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    return { tables: [], findings: [unreadable(path, error)] };
  }
  // Decoding alone would put U+FFFD into the database.
  if (!isUtf8(bytes)) return { tables: [], findings: [notUtf8(path)] };
  const text = normalized(bytes.toString("utf8"));
  return form === "json" ? parseJsonDelta(text, path) : parseNdjsonTable(text, basename(path), path, rows);
}

function unreadable(path: string, error: unknown): Finding {
  return {
    code: "FILE_UNREADABLE",
    message: `${path} cannot be read: ${describeFileError(error)}`,
    place: { file: path },
  };
}

function notUtf8(path: string): Finding {
  return { code: "FILE_ENCODING", message: `${path} is not UTF-8`, place: { file: path } };
}

function normalized(text: string): string {
  return text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
}
