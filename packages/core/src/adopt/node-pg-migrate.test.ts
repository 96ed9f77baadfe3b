import { expect, it } from "vitest";
import { readAs } from "../../test/support/source-folder.js";

it("marks within a file, in the order of the times", () => {
  expect(
    readAs("node-pg-migrate", {
      "1718692200123_second.sql": "-- Up Migration\nB;\n-- Down Migration\nb;\n",
      "20240105093000999_first.sql": "--down migration\na;\n-- up migration\nA;\n",
      "1718692200124_third.sql": "C;\n",
      "1718692200125_code.js": "",
      "old/x.sql": "",
    }),
  ).toEqual({
    migrations: [
      {
        original: "20240105093000999_first.sql",
        version: "20240105093000",
        name: "first",
        up: "-- up migration\nA;\n",
        down: "--down migration\na;\n",
      },
      {
        original: "1718692200123_second.sql",
        version: "20240618063000",
        name: "second",
        up: "-- Up Migration\nB;\n",
        down: "-- Down Migration\nb;\n",
      },
      { original: "1718692200124_third.sql", version: "20240618063000", name: "third", up: "C;\n" },
    ],
    findings: ["ADOPT_LEFT_OUT /h/old", "ADOPT_LEFT_OUT /h/1718692200125_code.js"],
  });
});
