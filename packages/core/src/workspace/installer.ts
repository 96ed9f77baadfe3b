import { existsSync } from "node:fs";
import { join } from "node:path";

/** The program that installs a workspace's packages. */
export type Installer = "pnpm" | "npm" | "yarn";

const lockFiles: readonly (readonly [file: string, manager: Installer])[] = [
  ["pnpm-workspace.yaml", "pnpm"],
  ["pnpm-lock.yaml", "pnpm"],
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
  ["yarn.lock", "yarn"],
];

/**
 * What installs the packages of a repository: as its package.json says in `packageManager`, else by the file that each
 * keeps. One that has `workspaces` and nothing else is npm's; pnpm when nothing says anything.
 */
export function installerOf(directory: string, packageJson: Readonly<Record<string, unknown>>): Installer {
  const { packageManager, workspaces } = packageJson;
  const named = /^(?<name>pnpm|npm|yarn)@/u.exec(typeof packageManager === "string" ? packageManager : "")?.groups?.[
    "name"
  ];
  if (named !== undefined) return named as Installer;
  const found = lockFiles.find(([file]) => existsSync(join(directory, file)));
  return found?.[1] ?? (workspaces === undefined ? "pnpm" : "npm");
}

/** How each runs a command of an installed package, and installs. */
export const installerCommands: Readonly<Record<Installer, { readonly install: string; readonly run: string }>> = {
  pnpm: { install: "pnpm install", run: "pnpm strata" },
  npm: { install: "npm install", run: "npx strata" },
  yarn: { install: "yarn install", run: "yarn strata" },
};
