import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { userInfo } from "node:os";
import { promisify } from "node:util";

/**
 * As whom the server's programs run. PostgreSQL refuses to run as root, and initdb as a user whom the system does not
 * know by name. So these run in a user namespace that shows them as a known user (the files stay theirs), or where that
 * is forbidden, as in many containers, root runs them as another user.
 */
export type Launcher =
  | { readonly kind: "self" }
  | { readonly kind: "namespace"; readonly uid: number; readonly gid: number }
  | { readonly kind: "user"; readonly uid: number; readonly gid: number };

const run = promisify(execFile);

/** As whom a new cluster in the folder is made. In a folder that root was given by another user, it is made as that user. */
export async function chooseLauncher(directory: string): Promise<Launcher> {
  if (process.platform === "win32" || (!isRoot() && isKnown())) return { kind: "self" };
  const owner = await stat(directory);
  if (isRoot() && owner.uid !== 0) return { kind: "user", uid: owner.uid, gid: owner.gid };
  const known = await findKnownUser();
  const namespace = { kind: "namespace", ...known } as const;
  if (await works(namespace)) return namespace;
  return isRoot() ? { kind: "user", ...known } : { kind: "self" };
}

/** As whom an existing cluster is run: its data folder's owner. */
export async function launcherOf(dataFolder: string): Promise<Launcher> {
  if (process.platform === "win32" || !isRoot()) return { kind: "self" };
  const { uid, gid } = await stat(dataFolder);
  return uid === 0 ? { kind: "namespace", ...(await findKnownUser()) } : { kind: "user", uid, gid };
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function isKnown(): boolean {
  try {
    userInfo();
    return true;
  } catch {
    return false;
  }
}

/** A user other than root that the system knows by name: postgres, nobody, or the first one there is. */
async function findKnownUser(): Promise<{ uid: number; gid: number }> {
  const lines = (await readFile("/etc/passwd", "utf8").catch(() => "")).split("\n").map((line) => line.split(":"));
  const users = lines.filter(([, , uid, gid]) => Number(uid) > 0 && Number(gid) > 0);
  const user = ["postgres", "nobody"].flatMap((name) => users.filter(([found]) => found === name))[0] ?? users[0];
  return { uid: Number(user?.[2] ?? 65_534), gid: Number(user?.[3] ?? 65_534) };
}

async function works(launcher: Launcher): Promise<boolean> {
  try {
    await launch(launcher, "true", [], { cwd: "/", env: process.env });
    return true;
  } catch {
    return false;
  }
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
  if (launcher.kind !== "namespace") return [program, [...parameters]];
  const map = ["--user", `--map-user=${launcher.uid}`, `--map-group=${launcher.gid}`];
  return ["unshare", [...map, program, ...parameters]];
}
