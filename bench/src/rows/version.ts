import type { Row } from "./row.js";
import { strataAlone } from "./strata-alone.js";

export const version: Row = strataAlone({
  name: "version",
  title: "`strata --version`",
  args: ["--version"],
  onDatabase: false,
  bound: 1.25,
});
