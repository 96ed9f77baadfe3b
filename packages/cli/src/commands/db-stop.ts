import { defineCommand } from "../command.js";

export const dbStop = defineCommand({
  name: "db stop",
  day: "Database",
  summary: "Stop strata's own PostgreSQL of this workspace; its data stay",
  arguments: [],
  options: {},
  examples: [["db stop", "at the end of the day"]],
  async run({ common }) {
    const { stopDatabase } = await import("../core/database.js");
    const { stopped } = await stopDatabase(common);
    const lines =
      stopped.length === 0
        ? ["No server of this workspace was running."]
        : stopped.map((folder) => `Stopped the server of ${folder}.`);
    return { data: { stopped }, lines };
  },
});
