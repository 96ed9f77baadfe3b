import { StrataError } from "../../errors/strata-error.js";
import type { ProgressSink } from "../../plan/progress.js";
import { type ConnectOptions, connect } from "../../postgres/connect.js";
import type { Connection } from "../../postgres/connection.js";
import { createDatabase, withMaintenance } from "../../postgres/database.js";
import { redactUrl } from "../../postgres/redact.js";
import type { ModuleName } from "../../types/ids.js";
import type { RootConfig } from "../../workspace/root-config.js";
import { embeddedDatabase, startEmbedded } from "./embedded-server.js";

/** What says which server is meant. */
export interface TargetOptions {
  readonly root: string;
  readonly stateDirectory: string;
  readonly url?: string | undefined;
  /** Name of a target of the root configuration. */
  readonly target?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called only when the configuration is needed: for a named target and for the embedded server. */
  readonly config: () => Promise<RootConfig>;
  readonly onProgress?: ProgressSink | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The server and database that are meant. The URL holds the password. */
export interface OpenTarget {
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
 * started when it does not run. Nothing is connected to yet.
 *
 * @throws StrataError TARGET_UNKNOWN or TARGET_WITHOUT_URL (exit 3), and what the embedded server's start throws.
 */
export async function openTarget(options: TargetOptions): Promise<OpenTarget> {
  const { url, target, env } = options;
  if (url !== undefined && url !== "") return { url, kind: "url", label: redactUrl(url) };
  if (target !== undefined) return namedTarget(target, await options.config(), env);
  const fromEnvironment = env["DATABASE_URL"];
  if (fromEnvironment !== undefined && fromEnvironment !== "") {
    return { url: fromEnvironment, kind: "url", label: `${redactUrl(fromEnvironment)} of DATABASE_URL` };
  }
  options.signal?.throwIfAborted();
  const cluster = await startEmbedded(options);
  const database = await embeddedDatabase(options.root);
  return { url: cluster.url(database), kind: "embedded", label: `the embedded server, database ${database}` };
}

/**
 * Connects to a target. On the embedded server a database that is not there yet is created: only a connection that
 * fails shows it, so the common case pays nothing for the question.
 *
 * @throws StrataError what `connect` throws.
 */
export async function connectTarget(
  target: OpenTarget,
  options: ConnectOptions & { readonly onProgress?: ProgressSink | undefined } = {},
): Promise<Connection> {
  try {
    return await connect(target.url, options);
  } catch (error) {
    if (target.kind !== "embedded" || !(error instanceof StrataError) || error.code !== "DATABASE_MISSING") throw error;
  }
  const database = decodeURIComponent(new URL(target.url).pathname.slice(1));
  const created = await withMaintenance(target.url, (connection) => createDatabase(connection, database));
  if (created) options.onProgress?.({ type: "server", state: "created", what: `database ${database}` });
  return connect(target.url, options);
}

function namedTarget(name: string, config: RootConfig, env: TargetOptions["env"]): OpenTarget {
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
  const variable = /^\$(?<name>\w+)$/.exec(target.url)?.groups?.["name"];
  const url = variable === undefined ? target.url : env[variable];
  if (url === undefined || url === "") {
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
