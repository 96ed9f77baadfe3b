import { findWorkspace } from "../open/open-workspace.js";
import { connectTarget, type OpenTarget, openTarget } from "../open/open-target.js";
import type { CommonOptions } from "../options.js";

/**
 * The database that the options mean, its URL with the password. The embedded server is started and its database
 * created, so that whoever gets the URL can connect; a server of the user's is not asked.
 *
 * @throws StrataError what choosing the server throws.
 */
export async function databaseUrl(options: CommonOptions): Promise<OpenTarget> {
  const place = findWorkspace(options);
  const target = await openTarget({
    ...place,
    url: options.url,
    target: options.target,
    env: options.env ?? process.env,
    onProgress: options.onProgress,
    signal: options.signal,
  });
  if (target.kind === "embedded") await (await connectTarget(target, { onProgress: options.onProgress })).close();
  return target;
}
