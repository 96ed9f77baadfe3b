import { runAsProcess } from "@strata/cli/command-process";
import { connect } from "@strata/core/test-connection";
import { type Failpoint, Failpoints, VARIABLE } from "./failpoint.js";
import { connectUnder } from "./faulty-connection.js";

// The command as users have it, with a session port and an event sink in between that reach failpoints.
const failpoints = new Failpoints(JSON.parse(process.env[VARIABLE] ?? "[]") as Failpoint[]);
await runAsProcess({
  connect: connectUnder(failpoints, connect),
  onProgress: (event) => {
    failpoints.reach(event.type === "phase" ? `phase ${event.phase}` : event.type);
  },
});
