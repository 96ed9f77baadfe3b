import { defineCommand } from "../command.js";

export const dbStart = defineCommand({
  name: "db start",
  day: "Database",
  summary: "Start strata's own PostgreSQL of this workspace",
  details: ["Every command that needs it starts it by itself and leaves it running. Its data lie in .strata/."],
  arguments: [],
  options: {},
  examples: [["db start", "before another program connects"]],
  async run({ common }) {
    const { startDatabase } = await import("../core/database.js");
    const started = await startDatabase(common);
    return {
      data: started,
      lines: [
        `PostgreSQL runs on port ${started.port} with its data in ${started.directory}.`,
        `Connect:  ${started.url}`,
      ],
      next: ["strata up"],
    };
  },
});
