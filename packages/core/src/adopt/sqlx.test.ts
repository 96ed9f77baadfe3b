import { expect, it } from "vitest";
import { readAs } from "../../test/support/source-folder.js";

it("one file, or one for each direction, in the order of the versions as numbers", () => {
  expect(
    readAs("sqlx", {
      "10_c.sql": "-- no-transaction\nC;",
      "2_b.up.sql": "B;",
      "2_b.down.sql": "b;",
      "20231021111635_initial.sql": "D;",
      "README.md": "",
      "x.sql": "",
      "2_again.sql": "",
      "3_alone.down.sql": "",
    }),
  ).toEqual({
    migrations: [
      { original: "2_again.sql", version: "2", name: "again", up: "", down: "b;" },
      { original: "10_c.sql", version: "10", name: "c", up: "-- no-transaction\nC;!" },
      { original: "20231021111635_initial.sql", version: "20231021111635", name: "initial", up: "D;" },
    ],
    findings: [
      "ADOPT_LEFT_OUT /h/README.md",
      "ADOPT_LEFT_OUT /h/x.sql",
      "ADOPT_TWICE /h/2_b.up.sql",
      "ADOPT_DOWN_ALONE /h/3_alone.down.sql",
    ],
  });
});
