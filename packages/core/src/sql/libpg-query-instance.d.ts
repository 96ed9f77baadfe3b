/** The factory behind libpg-query: its own entry makes one instance a process, which cannot be replaced once it is lost. */
declare module "libpg-query/wasm/libpg-query.js" {
  export interface Instance {
    _malloc(bytes: number): number;
    _free(address: number): void;
    _wasm_parse_query_raw(text: number): number;
    _wasm_free_parse_result(result: number): void;
    _wasm_scan(text: number): number;
    _wasm_free_string(text: number): void;
    getValue(address: number, type: "i32"): number;
    UTF8ToString(address: number): string;
    /** Its memory; another view after it has grown. */
    readonly HEAPU8: Uint8Array;
  }
  const create: (options?: { print?: (line: string) => void; printErr?: (line: string) => void }) => Promise<Instance>;
  export default create;
}
