import type { Row } from "./row.js";
import { strataAlone } from "./strata-alone.js";

export const help: Row = strataAlone({
  name: "help",
  title: "`strata --help`",
  args: ["--help"],
  onDatabase: false,
  bound: 1.25,
});
