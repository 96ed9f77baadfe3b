/**
 * How the person reaches the command, to be put in place of `strata` in what is proposed next: a package manager that
 * runs a script or a package's command says so in its environment. A manager that npx has fetched is not on the path.
 */
export function calledAs(env: Readonly<Record<string, string | undefined>>): string {
  if (env["npm_lifecycle_event"] === undefined && env["npm_command"] === undefined) return "strata";
  const fetched = /[/\\]_npx[/\\]/u.test(env["npm_execpath"] ?? "") ? "npx " : "";
  const manager = env["npm_config_user_agent"]?.split("/")[0];
  return manager === "pnpm" || manager === "yarn" ? `${fetched}${manager} strata` : "npx strata";
}
