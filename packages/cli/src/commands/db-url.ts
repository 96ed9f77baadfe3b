import { defineCommand } from "../command.js";
import { hidePassword } from "../output/secrets.js";

export const dbUrl = defineCommand({
  name: "db url",
  day: "Database",
  summary: "Print the URL of the database, for other programs",
  details: [
    "Starts strata's own server where none is named, and prints its URL with the password that strata has made for it.",
    "The password of another server is left out.",
  ],
  arguments: [],
  options: {},
  examples: [["db url", 'psql "$(strata db url)" opens a prompt']],
  async run({ common }) {
    const { databaseUrl } = await import("../core/database.js");
    const { url, kind } = await databaseUrl(common);
    const shown = kind === "embedded" ? url : hidePassword(url);
    return { data: { url: shown, kind }, lines: [shown] };
  },
});
