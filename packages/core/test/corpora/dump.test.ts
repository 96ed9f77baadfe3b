import { expect, test } from "vitest";
import { readSnapshot } from "../../src/catalog/read-snapshot.js";
import { readDump, writeDump } from "../../src/dump/dump-text.js";
import { selectOwned } from "../../src/dump/select-owned.js";
import { createdExtensions } from "../../src/migration/created-extensions.js";
import { namedSchemas } from "../../src/migration/named-schemas.js";
import { assignOwners } from "../../src/ownership/assign-owners.js";
import { parseClaim } from "../../src/ownership/parse-claim.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { emptyDatabase, workspaceOf } from "../run/workspace.js";
import { openDatabase, roundTrip } from "../snapshot/round-trip.js";
import { dumpSchema } from "../support/pg-dump.js";
import { MAJORS } from "../support/cluster.js";
import { connect } from "../../src/postgres/connect.js";
import { haveCorpora, HISTORIES, migrationsOf, modulesOf, NEEDS_CORPORA, sampleOf, scriptsOf } from "./corpora.js";

const sources = [
  ...HISTORIES.map((name) => ({
    name,
    script: () =>
      scriptsOf(name, "up")
        .join(";\n")
        .replaceAll(/\bCONCURRENTLY\b/giu, ""),
  })),
  ...(["chinook", "northwind"] as const).map((name) => ({ name, script: () => sampleOf(name) })),
];

test
  .skipIf(!haveCorpora)
  .for(MAJORS.flatMap((major) => sources.map((source) => [source.name, major, source] as const)))(
  `%s on PostgreSQL %i: its dump makes the same again, to the byte and to pg_dump${NEEDS_CORPORA}`,
  async ([, major, { script }]) => {
    const { snapshot } = await roundTrip(major, script());
    expect(Object.keys(snapshot.objects).length).toBeGreaterThan(10);
  },
);

test.skipIf(!haveCorpora)(
  `each module of one workspace, dumped alone, is what its own history makes${NEEDS_CORPORA}`,
  async () => {
    const modules = modulesOf(HISTORIES);
    const url = await emptyDatabase();
    await migrate({ cwd: workspaceOf(modules), url, allowProduction: true });
    const together = await connect(url);
    const snapshot = await readSnapshot(together);
    await together.close();
    const claims = Object.entries(modules).map(([name, { package: own }]) => ({
      name,
      owns: (own!["strata"] as { owns: string[] }).owns.map((text) => parseClaim(text).claim!),
      dependencies: [],
    }));
    const owners = assignOwners(snapshot.objects, claims, new Map());
    for (const history of HISTORIES) {
      const files = Object.values(migrationsOf(history)).map((one) => ({
        up: { name: "up.sql", path: "up.sql", text: one["up.sql"] ?? "" },
      }));
      const slice = selectOwned(snapshot, owners, history, {
        extensions: createdExtensions(files),
        schemas: namedSchemas(files),
      });
      expect(slice.uses).toEqual([]);
      const sections = readDump(writeDump({ module: history, major: 18, ...slice }))!;
      const [alone, oracle] = [await openDatabase(18), await openDatabase(18)];
      await alone.connection.run(
        `SET check_function_bodies = false;\n${Object.values(sections)
          .map(({ text }) => text)
          .join("\n")}`,
      );
      for (const script of scriptsOf(history, "up"))
        await oracle.connection.run(script.replaceAll(/\bCONCURRENTLY\b/giu, ""));
      expect(await dumpSchema(alone.url)).toBe(await dumpSchema(oracle.url));
    }
  },
);
