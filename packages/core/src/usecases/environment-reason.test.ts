import { expect, test } from "vitest";
import type { History } from "../history/history.js";
import { environmentOf, environmentReason } from "./environment-reason.js";

const empty: History = {
  installed: false,
  format: 0,
  applied: [],
  intents: [],
  installing: null,
  stamp: undefined,
  environment: "production",
  databaseName: "shop",
  cluster: { system: "1", timeline: 1 },
  recordedCluster: undefined,
  readOnly: null,
};
const installed: History = { ...empty, installed: true, format: 1 };

test.each([
  ["a new database of strata's own server", empty, "embedded", "development", "strata's own server"],
  ["a new database of somebody's server", empty, "url", "production", "no stamp"],
  ["a history without a stamp on strata's own server", installed, "embedded", "production", "no stamp"],
] as const)("%s", (_what, history, kind, environment, why) => {
  expect(environmentOf(history, kind)).toBe(environment);
  expect(environmentReason(history, kind)).toContain(why);
});
