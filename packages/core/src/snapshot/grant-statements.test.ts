import { expect, test } from "vitest";
import { grantStatements } from "./grant-statements.js";

test("what is lacking is revoked first, what may be passed on stands by itself", () => {
  expect(
    grantStatements(
      [
        { lacks: ["EXECUTE"] },
        { owner: true, has: ["SELECT*"], lacks: ["DELETE", "INSERT"] },
        { role: "select", has: ["INSERT*", "SELECT", "UPDATE", "USAGE*"] },
      ],
      "TABLE a.b",
    ),
  ).toEqual([
    "REVOKE EXECUTE ON TABLE a.b FROM PUBLIC",
    "REVOKE DELETE, INSERT ON TABLE a.b FROM CURRENT_USER",
    "GRANT SELECT ON TABLE a.b TO CURRENT_USER WITH GRANT OPTION",
    'GRANT SELECT, UPDATE ON TABLE a.b TO "select"',
    'GRANT INSERT, USAGE ON TABLE a.b TO "select" WITH GRANT OPTION',
  ]);
});

test("privileges on a column name it; another owner is called by its name", () => {
  const grants = [{ owner: true as const, has: ["SELECT", "UPDATE"] }];
  expect(grantStatements(grants, "TABLE a.b", { column: "Odd", owner: "maker" })).toEqual([
    'GRANT SELECT ("Odd"), UPDATE ("Odd") ON TABLE a.b TO maker',
  ]);
});
