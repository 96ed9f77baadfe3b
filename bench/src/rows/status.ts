import type { Row } from "./row.js";
import { strataAlone } from "./strata-alone.js";

export const status: Row = strataAlone({
  name: "status",
  title: "`strata status`, 200 migrations applied",
  args: ["status"],
  onDatabase: true,
  bound: 1.8,
});
