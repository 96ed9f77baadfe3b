/** Loaded before the command: writes the most memory that the process ever had in memory, in KiB, to a file. */
const { writeFileSync } = require("node:fs");

process.on("exit", () => writeFileSync(process.env.PEAK_MEMORY_FILE, String(process.resourceUsage().maxRSS)));
