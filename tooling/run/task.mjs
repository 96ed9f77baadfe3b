import { runTurbo } from "./turbo.mjs";

// The workspace's tasks: `node tooling/run/task.mjs test`, with turbo's own options after the names of the tasks.
process.exitCode = runTurbo(["run", ...process.argv.slice(2)]);
