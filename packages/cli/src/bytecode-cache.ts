import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Bytecode of the bundle's files by their names, as V8 has made it. */
export type Bytecode = ReadonlyMap<string, Buffer>;

/**
 * The file that keeps what V8 has compiled from one run of the command to the next. It lies within the package: whoever
 * can write there can change the command itself, so it opens no way that was not open. Without the right to write there
 * is none, and the command starts by its text.
 *
 * V8 refuses bytecode of another version of itself or of other flags, but compares no more than the length of the text:
 * `build` must be a name that changes with every byte of the bundle.
 */
export function openBytecodeCache(packageFolder: string, build: string) {
  const folder = join(packageFolder, "node_modules", ".cache");
  const file = join(folder, `strata-${process.version}-${process.arch}`);
  return {
    /** Empty when there is none of this build. */
    read(): Bytecode {
      try {
        return unpack(readFileSync(file), build);
      } catch {
        return new Map();
      }
    },

    /** Replaces the file as a whole: another process reads the old or the new one. */
    write(bytecode: Bytecode): void {
      try {
        const own = `${file}-${process.pid}`;
        mkdirSync(folder, { recursive: true });
        writeFileSync(own, pack(bytecode, build), { mode: 0o644 });
        renameSync(own, file);
      } catch {
        // A read-only package or a full disk: the next start is as slow as this one was.
      }
    },
  };
}

/** Length of the index, the index as JSON, then the bytecode of each file; a last byte shows that the end is there. */
function pack(bytecode: Bytecode, build: string): Buffer {
  const sizes = Array.from(bytecode, ([name, data]) => [name, data.length] as const);
  const index = Buffer.from(JSON.stringify({ build, sizes }));
  const head = Buffer.alloc(4);
  head.writeUInt32LE(index.length);
  return Buffer.concat([head, index, ...bytecode.values(), Buffer.of(END)]);
}

const END = 0x2e;

function unpack(packed: Buffer, build: string): Bytecode {
  const bytecode = new Map<string, Buffer>();
  let at = 4 + packed.readUInt32LE(0);
  const index = JSON.parse(packed.toString("utf8", 4, at)) as {
    readonly build: string;
    readonly sizes: readonly (readonly [name: string, bytes: number])[];
  };
  if (index.build !== build) return bytecode;
  for (const [name, bytes] of index.sizes) {
    bytecode.set(name, packed.subarray(at, at + bytes));
    at += bytes;
  }
  return packed[at] === END && packed.length === at + 1 ? bytecode : new Map();
}
