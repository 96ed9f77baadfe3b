import { type ChosenTarget, chooseTarget } from "../open/choose-target.js";
import { connectTarget } from "../open/connect-target.js";
import type { CommonOptions } from "../options.js";

/**
 * The database that the options mean, its URL with the password. The embedded server is started and its database
 * created, so that whoever gets the URL can connect; a server of the user's is not asked.
 *
 * @throws StrataError what choosing the server throws.
 */
export async function databaseUrl(options: CommonOptions): Promise<ChosenTarget> {
  const target = await chooseTarget(options);
  if (target.kind === "embedded") await (await connectTarget(target, { onProgress: options.onProgress })).close();
  return target;
}
