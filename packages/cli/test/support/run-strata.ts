import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What a run of the command ended with. */
export interface Run {
  /** The exit status; 128 and the signal's number when a signal ended the process. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The `--json` envelope, as docs/FORMATS.md describes it. */
export interface Envelope {
  readonly ok: boolean;
  readonly command: string | null;
  readonly exitCode: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test looks at the data that it expects
  readonly data: any;
  readonly findings: readonly { readonly code: string; readonly message: string; readonly place?: { file: string } }[];
  readonly error: { readonly code: string; readonly message: string; readonly hint?: string } | null;
}

/** The built command, as package.json names it. */
export const STRATA = fileURLToPath(new URL("../../bin/strata.cjs", import.meta.url));

/**
 * Runs the built `strata` in a folder and waits for its end. The environment is this process's without what would name
 * a database (`DATABASE_URL`, `PG*`) or change the output; `env` is added to it, and undefined removes a variable.
 * A run that takes longer than `timeoutMs` (default two minutes) is killed and rejects with its output.
 */
export async function runStrata(
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly input?: string;
    readonly timeoutMs?: number;
  },
): Promise<Run> {
  const child = spawn(process.execPath, [STRATA, ...args], {
    cwd: options.cwd,
    env: { ...neutralEnvironment(), ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (piece: string) => {
      text[name] += piece;
    });
  }
  // A command that ends without reading its input closes the pipe.
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");

  return await new Promise<Run>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`strata ${args.join(" ")} takes too long\n${text.stdout}\n${text.stderr}`));
    }, options.timeoutMs ?? 120_000);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ exitCode: code ?? 128 + (signal === null ? 0 : (SIGNALS[signal] ?? 0)), ...text });
    });
  });
}

/** Runs the command with `--json` and returns the exit status, the envelope and what stood on stderr. */
export async function runStrataJson(
  args: readonly string[],
  options: Parameters<typeof runStrata>[1],
): Promise<Run & { readonly envelope: Envelope }> {
  const run = await runStrata([...args, "--json"], options);
  try {
    return { ...run, envelope: JSON.parse(run.stdout) as Envelope };
  } catch (cause) {
    throw new Error(`no envelope from strata ${args.join(" ")}: ${run.stdout}\n${run.stderr}`, { cause });
  }
}

const SIGNALS: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGPIPE: 13, SIGTERM: 15 };

function neutralEnvironment(): Record<string, string | undefined> {
  const unwanted = /^(?:DATABASE_URL|PG[A-Z]+|STRATA_.*|NO_COLOR|FORCE_COLOR|CI|npm_.*)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.test(name)));
}
