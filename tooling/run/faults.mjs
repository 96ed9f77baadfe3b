import { runTurbo } from "./turbo.mjs";

// Builds the fault harness from source where that is needed, and becomes it: the same arguments, the same exit status.
const status = runTurbo(["run", "build", "--filter=@strata/faults", "--log-prefix=none"], { quiet: true });
if (status === 0) await import(new URL("../../faults/dist/main.mjs", import.meta.url).href);
else process.exitCode = status;
