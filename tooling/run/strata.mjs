import { existsSync } from "node:fs";
import { runTurbo } from "./turbo.mjs";

// Builds the command from source where that is needed, and becomes it: the same arguments, the same standard output,
// the same exit status.
const command = new URL("../../packages/cli/bin/strata.cjs", import.meta.url);
const built = new URL("../../packages/cli/dist/main.cjs", import.meta.url);
if (!existsSync(built)) process.stderr.write("Building the strata command.\n");
// Within a task of turbo (a test) it has been built already, and must not be built again under the feet of other tests.
const isTask = process.env["TURBO_HASH"] !== undefined;
const status = isTask ? 0 : runTurbo(["run", "build", "--filter=@strata/cli", "--log-prefix=none"], { quiet: true });
if (status === 0) await import(command.href);
else process.exitCode = status;
