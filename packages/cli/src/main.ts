import { runAsProcess } from "./command-process.js";

await runAsProcess();
