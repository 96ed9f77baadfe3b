import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import type { Readable, Writable } from "node:stream";

/** One shell over a whole page, so that `cd` and `export` hold for what follows. */
export interface Shell {
  /** What a command printed on both streams, in the order of printing, and its exit status. */
  run(command: string): Promise<{ readonly output: string; readonly status: number }>;
  /** The folder it stands in. */
  directory(): Promise<string>;
  close(): Promise<void>;
}

/** Starts `bash` in a folder. A command that takes longer than two minutes ends it, and rejects with its output. */
export function startShell(cwd: string, env: Readonly<Record<string, string | undefined>>): Shell {
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn("bash", ["--noprofile", "--norc"], {
    cwd,
    env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdout.setEncoding("utf8");
  child.stdin.write("exec 2>&1\nstatus=0\n");
  let text = "";
  const closed = new Promise<void>((resolve) => child.on("close", () => resolve()));

  const run = async (command: string): Promise<{ output: string; status: number }> => {
    const mark = `end-${randomBytes(8).toString("hex")}`;
    const end = new RegExp(`${mark} (?<status>\\d+)\n`, "u");
    text = "";
    // A command reads nothing of what follows it; `$?` of the one before stays what it was.
    child.stdin.write(`(exit $status); { ${command}\n} </dev/null; status=$?; printf '${mark} %d\\n' $status\n`);
    return await new Promise((resolve, reject) => {
      const finish = (work: () => void): void => {
        clearTimeout(timer);
        child.stdout.off("data", listen);
        child.off("close", stop);
        work();
      };
      const timer = setTimeout(() => {
        child.kill("SIGKILL");
        finish(() => reject(new Error(`${command} takes too long\n${text}`)));
      }, 120_000);
      const listen = (piece: string): void => {
        text += piece;
        const found = end.exec(text);
        if (found === null) return;
        finish(() => resolve({ output: text.slice(0, found.index), status: Number(found.groups?.["status"]) }));
      };
      child.stdout.on("data", listen);
      const stop = (): void => finish(() => reject(new Error(`the shell ended\n${text}`)));
      child.on("close", stop);
    });
  };
  return {
    run,
    directory: async () => (await run("pwd -P; (exit $status)")).output.trim(),
    close: async () => {
      child.stdin.end();
      await closed;
    },
  };
}
