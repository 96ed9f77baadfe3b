import { type ChildProcess, execFile, spawn } from "node:child_process";
import { stat } from "node:fs/promises";
import { promisify } from "node:util";

/**
 * As whom the server's programs run. PostgreSQL refuses to run as root, so root runs them in a user namespace that
 * shows it as an ordinary user (the files stay root's), or where that is forbidden, as in many containers, as another user.
 */
export type Launcher =
  | { readonly kind: "self" }
  | { readonly kind: "namespace" }
  | { readonly kind: "user"; readonly uid: number; readonly gid: number };

const NAMESPACE = ["--user", "--map-user=1000", "--map-group=1000"];

/** `nobody` by its conventional number: no name service is asked. */
const NOBODY = 65_534;

const run = promisify(execFile);

/** As whom a new cluster is made. */
export async function chooseLauncher(): Promise<Launcher> {
  if (process.platform === "win32" || process.getuid?.() !== 0) return { kind: "self" };
  try {
    await run("unshare", [...NAMESPACE, "true"]);
    return { kind: "namespace" };
  } catch {
    return { kind: "user", uid: NOBODY, gid: NOBODY };
  }
}

/** As whom an existing cluster is run: its data folder's owner. */
export async function launcherOf(dataFolder: string): Promise<Launcher> {
  if (process.platform === "win32" || process.getuid?.() !== 0) return { kind: "self" };
  const { uid, gid } = await stat(dataFolder);
  return uid === 0 ? { kind: "namespace" } : { kind: "user", uid, gid };
}

/** The environment of the server's programs: this process's, without what would change the server or its language. */
export function serverEnvironment(env: NodeJS.ProcessEnv, more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !/^(PG|LC_|LANG|NODE_|npm_)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: "C", ...more };
}

/** Starts a program; `log` is the file descriptor that takes its output. The process outlives this one. */
export function launchDetached(
  launcher: Launcher,
  program: string,
  parameters: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; log: number },
): ChildProcess {
  const [command, args] = commandOf(launcher, program, parameters);
  return spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ["ignore", options.log, options.log],
    detached: true,
    windowsHide: true,
    ...(launcher.kind === "user" && { uid: launcher.uid, gid: launcher.gid }),
  });
}

/**
 * Runs a program to its end.
 *
 * @throws the error of `execFile`, with `stdout` and `stderr`, when it does not end well.
 */
export async function launch(
  launcher: Launcher,
  program: string,
  parameters: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<void> {
  const [command, args] = commandOf(launcher, program, parameters);
  await run(command, args, {
    cwd: options.cwd,
    env: options.env,
    windowsHide: true,
    ...(launcher.kind === "user" && { uid: launcher.uid, gid: launcher.gid }),
  });
}

function commandOf(launcher: Launcher, program: string, parameters: readonly string[]): [string, string[]] {
  return launcher.kind === "namespace" ? ["unshare", [...NAMESPACE, program, ...parameters]] : [program, [...parameters]];
}
