import { StrataError } from "../../errors/strata-error.js";
import { redactUrl } from "../../postgres/redact.js";
import type { ModuleName } from "../../types/ids.js";
import type { RootConfig } from "../../workspace/root-config.js";
import type { CommonOptions } from "../options.js";
import { type WorkspacePlace, findWorkspace } from "./open-workspace.js";

/** The server and database that are meant. The URL holds the password. */
export interface ChosenTarget {
  readonly url: string;
  /** `url`: `--url` or DATABASE_URL; `target`: named in the configuration; `embedded`: strata's own. */
  readonly kind: "url" | "target" | "embedded";
  /** The modules that this target is for; undefined means all. */
  readonly modules?: readonly ModuleName[] | undefined;
  /** How messages call it, without secrets. */
  readonly label: string;
}

/**
 * Decides which server is meant: `url`, else the named target, else DATABASE_URL, else the embedded server, which is
 * started when it does not run. Nothing is connected to yet. The configuration is read for a named target and for the
 * embedded server only.
 *
 * @throws StrataError TARGET_UNKNOWN or TARGET_WITHOUT_URL (exit 3), and what the embedded server's start throws.
 */
export async function chooseTarget(
  options: CommonOptions,
  place: Omit<WorkspacePlace, "cacheDirectory"> = findWorkspace(options),
): Promise<ChosenTarget> {
  const { url, target, env = process.env } = options;
  if (url !== undefined && url !== "") return { url, kind: "url", label: redactUrl(url) };
  if (target !== undefined) return namedTarget(target, await place.config(), env);
  const fromEnvironment = env["DATABASE_URL"];
  if (fromEnvironment !== undefined && fromEnvironment !== "") {
    return { url: fromEnvironment, kind: "url", label: `${redactUrl(fromEnvironment)} of DATABASE_URL` };
  }
  options.signal?.throwIfAborted();
  // A server of strata's own takes more to reach than any other.
  const { embeddedDatabase, startEmbedded } = await import("./embedded-server.js");
  const cluster = await startEmbedded({ ...place, onProgress: options.onProgress });
  const database = await embeddedDatabase(place.root);
  return { url: cluster.url(database), kind: "embedded", label: `the embedded server, database ${database}` };
}

function namedTarget(
  name: string,
  config: RootConfig,
  env: Readonly<Record<string, string | undefined>>,
): ChosenTarget {
  const target = Object.hasOwn(config.targets, name) ? config.targets[name] : undefined;
  if (target === undefined) {
    const names = Object.keys(config.targets);
    throw new StrataError("TARGET_UNKNOWN", `the configuration has no target "${name}"`, {
      hint:
        names.length === 0
          ? `Add it to "targets" in ${config.file ?? "strata.config.json"}, or give --url.`
          : `Its targets are ${names.join(", ")}.`,
      details: { targets: names },
    });
  }
  const { url, variable } = readWrittenUrl(target.url, env);
  if (url === undefined) {
    throw new StrataError(
      "TARGET_WITHOUT_URL",
      `target "${name}" takes its URL from $${variable ?? ""}, which is not set`,
      {
        hint: `Set ${variable ?? "the variable"}, or give --url.`,
      },
    );
  }
  return { url, kind: "target", modules: target.modules, label: `target ${name}, ${redactUrl(url)}` };
}

/** The URL that the configuration means: as it is written, or what the variable holds that `$NAME` names, if anything. */
export function readWrittenUrl(
  written: string,
  env: Readonly<Record<string, string | undefined>>,
): { readonly url: string | undefined; readonly variable: string | undefined } {
  const variable = /^\$(?<name>\w+)$/.exec(written)?.groups?.["name"];
  const url = variable === undefined ? written : env[variable];
  return { url: url === "" ? undefined : url, variable };
}
