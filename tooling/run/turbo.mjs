import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";

/**
 * Runs turbo with its telemetry and its update check switched off, on every system alike; turbo.json has no setting for
 * the first. https://turborepo.com/docs/telemetry
 *
 * With `quiet` everything turbo says is kept back, and printed on standard error only when it fails.
 *
 * @param {readonly string[]} parameters
 * @param {{ quiet?: boolean }} [options]
 * @returns {number} turbo's exit status
 */
export function runTurbo(parameters, { quiet = false } = {}) {
  const turbo = createRequire(import.meta.url).resolve("turbo/bin/turbo");
  const { status, error, stdout, stderr } = spawnSync(process.execPath, [turbo, ...parameters], {
    stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit",
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", TURBO_NO_UPDATE_NOTIFIER: "1" },
  });
  if (error !== undefined) throw error;
  if (quiet && status !== 0) {
    process.stderr.write(stdout);
    process.stderr.write(stderr);
  }
  return status ?? 1;
}
