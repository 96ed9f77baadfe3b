import { expect, test } from "vitest";
import { calledAs } from "./called-as.js";

test.each([
  [{}, "strata"],
  [{ npm_config_user_agent: "pnpm/12.21.0 npm/? node/v20.20.2" }, "strata"],
  [{ npm_command: "run-script", npm_config_user_agent: "pnpm/12.21.0 npm/? node/? linux x64" }, "pnpm strata"],
  [
    { npm_lifecycle_event: "start", npm_config_user_agent: "pnpm/12.21.0 node/v20", npm_execpath: "/usr/lib/pnpm.cjs" },
    "pnpm strata",
  ],
  [
    {
      npm_lifecycle_event: "start",
      npm_config_user_agent: "pnpm/12.21.0 node/v20",
      npm_execpath: "/home/ana/.npm/_npx/a1/pnpm",
    },
    "npx pnpm strata",
  ],
  [{ npm_lifecycle_event: "x", npm_config_user_agent: "yarn/4.0.0 node/v20" }, "yarn strata"],
  [{ npm_lifecycle_event: "x", npm_config_user_agent: "npm/10.0.0 node/v20" }, "npx strata"],
])("%j is reached by %s", (env, command) => {
  expect(calledAs(env)).toBe(command);
});
