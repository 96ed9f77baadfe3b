/// <reference path="./libpg-query-instance.d.ts" />
import type { Node } from "libpg-query";
import type { Instance } from "libpg-query/wasm/libpg-query.js";
import { StrataError } from "../errors/strata-error.js";
import { countTokens } from "../migration/sql-blank.js";
import type { Parser, RawStatement, SyntaxProblem, Token } from "./parser.js";

/** Bytes of one text that are parsed in one piece. */
export const MAX_SQL_BYTES = 4 * 1024 * 1024;

/** Tokens of it: each may become a node of the tree, which needs up to a kilobyte in the parser, as JSON and as object. */
export const MAX_SQL_TOKENS = 200_000;

/**
 * Loads PostgreSQL's parser (libpg-query, WebAssembly): about 100 ms, so only when there is something to parse.
 *
 * WebAssembly cannot recover from running out of stack or memory within a call: such an instance is dropped for the
 * spare one, and another spare is loaded behind it (15 ms). Texts that come while none is there are refused with
 * SQL_TOO_DEEP like the ones that broke them; nothing is ever taken as parsed.
 */
export async function loadParser(): Promise<Parser> {
  const { default: create } = await import("libpg-query/wasm/libpg-query.js");
  const make = (): Promise<Instance> => create({ print: () => {}, printErr: () => {} });
  const ready = await Promise.all([make(), make()]);
  const reserve = (): void =>
    void make().then(
      (instance) => ready.push(instance),
      () => {},
    );

  function call<T>(text: string, use: (instance: Instance, address: number) => T): T {
    refuseUnreadable(text);
    const instance = ready[0];
    if (instance === undefined) throw tooDeep("The parser is being loaded again after another text broke it.");
    try {
      const bytes = Buffer.from(text);
      const address = instance._malloc(bytes.length + 1);
      if (address === 0) throw new Error("no memory for the text");
      // Asked for behind the call that may have moved the memory.
      instance.HEAPU8.set(bytes, address);
      instance.HEAPU8[address + bytes.length] = 0;
      const result = use(instance, address);
      instance._free(address);
      return result;
    } catch (error) {
      // Neither freed nor used again: its stack pointer and heap are unknown.
      ready.shift();
      reserve();
      throw tooDeep("The SQL is nested too deeply for the parser, or it ran out of memory.", error);
    }
  }

  return {
    parse: (text) => readParse(call(text, callParse), text),
    // The scan answers an empty text with an error message.
    scan: (text) => (text === "" ? [] : readScan(call(text, callScan), text)),
  };
}

function refuseUnreadable(text: string): void {
  // The parser reads a C string: whatever follows a NUL would be left out in silence.
  if (text.includes("\0")) throw new StrataError("FILE_ENCODING", "The SQL holds a NUL character.");
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_SQL_BYTES) throw tooLarge(`It has ${bytes} bytes; at most ${MAX_SQL_BYTES}`);
  if (text.length > MAX_SQL_TOKENS && countTokens(text, MAX_SQL_TOKENS) > MAX_SQL_TOKENS)
    throw tooLarge(`Of its words, numbers and signs at most ${MAX_SQL_TOKENS}`);
}

function tooLarge(limit: string): StrataError {
  return new StrataError("FILE_TOO_LARGE", `${limit} are parsed in one piece.`, {
    hint: "Split it: write an INSERT of many rows as several, or put the rows into the migration's bootstrap.",
  });
}

function tooDeep(message: string, cause?: unknown): StrataError {
  return new StrataError("SQL_TOO_DEEP", message, { cause });
}

interface ParseOutput {
  readonly tree: string;
  readonly problem: SyntaxProblem | undefined;
}

/** Reads PgQueryParseResult { char *parse_tree; char *stderr_buffer; PgQueryError *error } of libpg_query's pg_query.h. */
function callParse(instance: Instance, address: number): ParseOutput {
  const result = instance._wasm_parse_query_raw(address);
  if (result === 0) throw new Error("no memory for the result");
  const tree = instance.UTF8ToString(instance.getValue(result, "i32"));
  const error = instance.getValue(result + 8, "i32");
  const problem = error === 0 ? undefined : readProblem(instance, error);
  instance._wasm_free_parse_result(result);
  return { tree, problem };
}

/** Reads PgQueryError { char *message; char *funcname; char *filename; int lineno; int cursorpos; char *context }. */
function readProblem(instance: Instance, error: number): SyntaxProblem {
  const cursor = instance.getValue(error + 16, "i32");
  return {
    message: instance.UTF8ToString(instance.getValue(error, "i32")),
    position: cursor > 0 ? cursor - 1 : undefined,
  };
}

function readParse({ tree, problem }: ParseOutput, text: string): readonly RawStatement[] | SyntaxProblem {
  if (problem !== undefined) return problem;
  const { stmts = [] } = JSON.parse(tree) as {
    stmts?: readonly { stmt: Node; stmt_location?: number; stmt_len?: number }[];
  };
  const size = Buffer.byteLength(text);
  // Both fields are left out when they are 0; a length of 0 means: to the end.
  return stmts.map(({ stmt, stmt_location: start = 0, stmt_len: length }) => ({
    start,
    end: length === undefined ? size : start + length,
    node: stmt,
  }));
}

function callScan(instance: Instance, address: number): string {
  const result = instance._wasm_scan(address);
  const output = instance.UTF8ToString(result);
  instance._wasm_free_string(result);
  return output;
}

interface ScannedToken {
  readonly start: number;
  readonly end: number;
  readonly tokenType: number;
  readonly keywordName: string;
}

/** Numbers of PostgreSQL 18's gram.y as libpg_query reports them. */
const IDENT = 258;
const UIDENT = 259;
const SQL_COMMENT = 275;
const C_COMMENT = 276;

function readScan(output: string, text: string): readonly Token[] {
  if (!output.startsWith("{")) throw new StrataError("SQL_SYNTAX", output);
  // The text of a token is written with its control characters as they are, which is no JSON; only offsets are read.
  const clean = output.replaceAll(/[^ -\uffff]/g, " ");
  const { tokens } = JSON.parse(clean) as { tokens: readonly ScannedToken[] };
  // libpg-query answers with no token at all when the result does not fit into its memory.
  if (tokens.length === 0 && text.trim() !== "") {
    throw new StrataError("FILE_TOO_LARGE", "The SQL has more tokens than the parser can return.");
  }
  return tokens.map(({ start, end, tokenType, keywordName }) => ({ start, end, kind: kindOf(tokenType, keywordName) }));
}

function kindOf(type: number, keyword: string): Token["kind"] {
  if (type === SQL_COMMENT || type === C_COMMENT) return "comment";
  if (type === IDENT || type === UIDENT) return "identifier";
  return keyword === "NO_KEYWORD" ? "other" : "keyword";
}
