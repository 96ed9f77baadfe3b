import { isError } from "../../errors/finding.js";
import { StrataError } from "../../errors/strata-error.js";
import { readLockHolder, describeHolder } from "../../postgres/advisory-lock.js";
import { SYS_CORE_FORMAT } from "../../history/history.js";
import { readHistory } from "../../history/read-history.js";
import { clusterFindings } from "../../plan/compare-clusters.js";
import { withMaintenance } from "../../postgres/database.js";
import { environmentOf } from "../environment-reason.js";
import { explainReadOnly } from "../open/explain-read-only.js";
import { type OpenedDatabase, withDatabase } from "../open/open-database.js";
import { findScratchServer } from "../open/scratch-server.js";
import { findWorkspace, readWorkspace, type WorkspacePlace } from "../open/open-workspace.js";
import type { CommonOptions } from "../options.js";
import { STRATA_VERSION } from "../strata-version.js";

/** One thing that was looked at. */
export interface DoctorCheck {
  readonly name: string;
  readonly state: "ok" | "warning" | "failed";
  readonly detail: string;
  /** What to do, where something is to be done. */
  readonly fix?: string;
}

/** Every check, in the order in which things depend on each other; a failure leaves out what needs it. */
export interface Diagnosis {
  readonly checks: readonly DoctorCheck[];
}

/**
 * Looks at what strata needs: Node, workspace, configuration, the server of scratchUrl, server, history, lock. Where no database is named, strata's
 * own server is started for that; nothing else changes. Never throws a StrataError: what fails is a check that failed.
 */
export async function doctor(options: CommonOptions): Promise<Diagnosis> {
  const checks: DoctorCheck[] = [
    {
      name: "versions",
      state: "ok",
      detail: `strata ${STRATA_VERSION}, Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    },
  ];
  const place = await attempt(checks, "workspace", () => Promise.resolve(findWorkspace(options)));
  if (place === undefined) return { checks };
  checks.push({ name: "workspace", state: "ok", detail: place.root });
  await attempt(checks, "modules", () => checkModules(checks, place));
  await attempt(checks, "configuration", async () => {
    const { file, postgres } = await place.config();
    checks.push({ name: "configuration", state: "ok", detail: `${file ?? "defaults"}, PostgreSQL ${postgres}` });
  });
  await attempt(checks, "scratch databases", () => checkScratch(checks, options, place));
  await attempt(checks, "server", () => withDatabase(options, (database) => checkDatabase(checks, database), place));
  return { checks };
}

async function attempt<T>(checks: DoctorCheck[], name: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
    checks.push({
      name,
      state: "failed",
      detail: error.message,
      ...(error.hint === undefined ? {} : { fix: error.hint }),
    });
    return undefined;
  }
}

async function checkModules(checks: DoctorCheck[], place: WorkspacePlace): Promise<void> {
  const { modules, migrations, findings } = await readWorkspace(place);
  const errors = findings.filter(isError).length;
  const counts = `${modules.length} modules, ${migrations.length} migrations`;
  checks.push(
    findings.length === 0
      ? { name: "modules", state: "ok", detail: counts }
      : {
          name: "modules",
          state: errors > 0 ? "failed" : "warning",
          detail: `${counts}; ${errors} errors, ${findings.length - errors} findings`,
          fix: "`strata check` shows them.",
        },
  );
}

/** The server of scratchUrl, where the configuration names one: the embedded server needs no look. */
async function checkScratch(checks: DoctorCheck[], options: CommonOptions, place: WorkspacePlace): Promise<void> {
  const { scratchUrl, postgres, roles } = await place.config();
  if (scratchUrl === undefined) return;
  const name = "scratch databases";
  const { url, label } = await findScratchServer(options, place);
  await withMaintenance(url, async (session) => {
    const major = Math.floor(session.serverVersion / 10_000);
    const [row] = await session.values(
      `SELECT rolcreatedb OR rolsuper, rolcreaterole OR rolsuper,
         pg_catalog.to_json(ARRAY(SELECT r FROM pg_catalog.unnest($1::text[]) r
           WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles p WHERE p.rolname = r)))
       FROM pg_catalog.pg_roles WHERE rolname = current_user`,
      [roles],
    );
    const missing = row?.[1] === true ? [] : ((row?.[2] ?? []) as string[]);
    if (major !== postgres)
      checks.push({
        name,
        state: "failed",
        detail: `${label} is PostgreSQL ${major}`,
        fix: `Name a server of PostgreSQL ${postgres}.`,
      });
    else if (row?.[0] !== true)
      checks.push({
        name,
        state: "failed",
        detail: `${label}: the role may not make databases`,
        fix: "ALTER ROLE … CREATEDB",
      });
    else if (missing.length > 0)
      checks.push({
        name,
        state: "failed",
        detail: `${label}: the roles ${missing.join(", ")} are not there, and this one may not make roles`,
        fix: "CREATE ROLE … NOLOGIN",
      });
    else checks.push({ name, state: "ok", detail: label });
  });
}

async function checkDatabase(checks: DoctorCheck[], { connection, target }: OpenedDatabase): Promise<void> {
  const { database, host, port, user } = connection.target;
  const version = connection.serverVersion;
  checks.push({
    name: "server",
    state: "ok",
    detail: `PostgreSQL ${Math.floor(version / 10_000)}.${version % 10_000}, ${user}@${host}:${port}/${database} (${target.label})`,
  });
  const history = await readHistory(connection);
  const form = history.installed ? `${history.applied.length} applied, format ${history.format}` : "none yet";
  checks.push(
    history.format > SYS_CORE_FORMAT
      ? { name: "history", state: "failed", detail: form, fix: "Use a newer strata." }
      : { name: "history", state: "ok", detail: form },
    { name: "environment", state: "ok", detail: environmentOf(history, target.kind) },
  );
  if (history.readOnly)
    checks.push({
      name: "writing",
      state: "warning",
      detail: explainReadOnly(history.readOnly).reason,
      fix: explainReadOnly(history.readOnly).hint,
    });
  for (const { message, hint } of clusterFindings(history.recordedCluster, history.cluster))
    checks.push({
      name: "server's identity",
      state: "warning",
      detail: message,
      ...(hint !== undefined && { fix: hint }),
    });
  const holder = await readLockHolder(connection);
  checks.push(
    holder === undefined
      ? { name: "lock", state: "ok", detail: "free" }
      : { name: "lock", state: "warning", detail: `held by ${describeHolder(holder)}` },
  );
}
