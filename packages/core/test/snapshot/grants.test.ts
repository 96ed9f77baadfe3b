import { onTestFinished, expect, test } from "vitest";
import { join } from "node:path";
import { readSnapshot } from "../../src/catalog/read-snapshot.js";
import { rolesOf } from "../../src/snapshot/roles-of.js";
import { connect, MAJORS, removeTestFolder, startTestCluster, testFolder } from "../support/cluster.js";
import { scriptOf } from "./round-trip.js";

const SCRIPT = `
  CREATE SCHEMA own;
  CREATE TABLE own.item (id integer PRIMARY KEY, name text);
  CREATE TABLE own.other (id integer REFERENCES own.item);
  CREATE VIEW own.seen AS SELECT * FROM own.item;
  REVOKE ALL ON own.item, own.other FROM CURRENT_USER;
  GRANT SELECT ON own.item TO "Röle ""x""" WITH GRANT OPTION;
  GRANT USAGE ON SCHEMA own TO reader, "Röle ""x""";
  SET ROLE "Röle ""x""";
  GRANT SELECT ON own.item TO reader;
  RESET ROLE;
  GRANT UPDATE (name) ON own.item TO reader;
  REVOKE USAGE, CREATE ON SCHEMA own FROM CURRENT_USER;
  ALTER DEFAULT PRIVILEGES IN SCHEMA own GRANT SELECT ON TABLES TO reader;
  ALTER DEFAULT PRIVILEGES FOR ROLE "Röle ""x""" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
  ALTER DEFAULT PRIVILEGES FOR ROLE "Röle ""x""" REVOKE SELECT ON TABLES FROM "Röle ""x""";
`;

test.for(MAJORS)(
  "grants of an ordinary role of PostgreSQL %i: its own name and that of a grantor are not told",
  async (major) => {
    const folder = testFolder();
    onTestFinished(() => removeTestFolder(folder));
    const cluster = await startTestCluster(join(folder, "cluster"), major);
    const administrator = await connect(cluster.url("postgres"));
    await administrator.run(`CREATE ROLE reader; CREATE ROLE "Röle ""x"""`);
    const dumps: string[] = [];
    const snapshots: unknown[] = [];
    let script = SCRIPT;
    for (const role of ["first", "second"]) {
      await administrator.run(`CREATE ROLE ${role} LOGIN PASSWORD 'x'; GRANT "Röle ""x""" TO ${role}`);
      await administrator.run(`CREATE DATABASE of_${role} OWNER ${role}`);
      const url = new URL(cluster.url(`of_${role}`));
      url.username = role;
      url.password = "x";
      const session = await connect(url.href);
      await session.run(script);
      const snapshot = await readSnapshot(session);
      await session.close();
      script = scriptOf(snapshot);
      dumps.push(script);
      snapshots.push(snapshot);
      expect(rolesOf(snapshot.objects)).toEqual(['Röle "x"', "reader"]);
      expect(snapshot.objects["table own.item"]?.grants).toEqual([
        { owner: true, lacks: expect.arrayContaining(["DELETE", "SELECT"]) as string[] },
        { role: 'Röle "x"', has: ["SELECT*"] },
        { role: "reader", has: ["SELECT"] },
      ]);
    }
    await administrator.close();
    expect(snapshots[1]).toEqual(snapshots[0]);
    expect(dumps[1]).toBe(dumps[0]);
    expect(dumps[0]).not.toMatch(/\b(?:first|second)\b/);
  },
);
