import { defineCommand } from "../command.js";

export const diagram = defineCommand({
  name: "diagram",
  day: "Understand and repair",
  summary: "Draw tables and foreign keys as a mermaid diagram",
  details: [
    "Writes an erDiagram to standard output: columns with type and marks (PK, FK, UK for what is unique by itself) and a",
    "line for each foreign key. Partitions are left out. With -m the module's tables are whole; of other modules' tables",
    "there are those that a foreign key connects, with the columns concerned.",
  ],
  arguments: [],
  options: {
    module: { type: "string", short: "m", value: "MODULE", summary: "of one module and its neighbours" },
    replay: {
      type: "boolean",
      summary: "what the migrations on disk make, on a scratch database, instead of the database",
    },
  },
  examples: [
    ["diagram", "of every table of strata's own database, or of DATABASE_URL"],
    ["diagram -m sys-account --replay > account.mmd", "of one module, whatever a database holds"],
  ],
  async run({ options: { module, replay }, common }) {
    const { drawDiagram } = await import("../core/diagram.js");
    const text = await drawDiagram({ ...common, ...(module === undefined ? {} : { module }), replay });
    return { data: { diagram: text }, lines: text.trimEnd().split("\n") };
  },
});
