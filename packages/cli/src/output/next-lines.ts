import { paint } from "./paint.js";

/** How the person reached this command, for what is proposed next. */
export interface Reached {
  /** What stands in place of `strata`. */
  readonly command: string;
  readonly target?: string | undefined;
  readonly url?: string | undefined;
}

/** Commands that mean a database. Proposed after another database than the default, they mean that one. */
const DATABASE = /^strata (?:up|down|redo|status|plan|wait|uninstall|env|db|audit|drift)\b/u;

/** The commands that are proposed, as they have to be written to mean the same database; a URL may hold a secret. */
export function nextLines(proposals: readonly string[], { command, target, url }: Reached): string[] {
  const same = target !== undefined ? ` --target ${target}` : url === undefined ? "" : " --url …";
  return proposals.map((proposal, index) => {
    const line = `${proposal}${DATABASE.test(proposal) ? same : ""}`.replace(/^strata /u, `${command} `);
    return `${index === 0 ? paint("dim", "Next:") : "     "} ${paint("cyan", line)}`;
  });
}
