import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Cluster } from "../../src/embedded/cluster.js";
import { readState } from "../../src/embedded/cluster-folder.js";
import { must } from "../../src/errors/internal-error.js";
import { StrataError } from "../../src/errors/strata-error.js";
import { connect } from "../../src/postgres/connect.js";
import type { Connection } from "../../src/postgres/connection.js";
import { removeTestFolder, startTestCluster, testFolder } from "../support/cluster.js";
import { startPrimary, startStandby } from "../support/standby.js";

describe.each([15, 18] as const)("on PostgreSQL %i", (major) => {
  const folder = testFolder();
  let cluster: Cluster;
  let admin: Connection;
  let settings: string;
  let login: string;

  const as = (role: string): string => login.replace("//guest:", `//${role}:`);
  const database = (name: string): string => login.replace(/\/postgres$/, `/${name}`);
  /** The error of connecting, as `CODE exit: message`. */
  const refusal = async (url: string): Promise<string> => {
    const error: unknown = await connect(url).catch((caught: unknown) => caught);
    return error instanceof StrataError ? `${error.code} ${error.exitCode}: ${error.message}` : "connected";
  };

  beforeAll(async () => {
    cluster = await startTestCluster(join(folder, "server"), major);
    settings = must(await readState(cluster.directory), "the state").data;
    appendFileSync(join(settings, "postgresql.conf"), "max_connections = 6\nsuperuser_reserved_connections = 3\n");
    await cluster.stop();
    cluster = await startTestCluster(cluster.directory, major);
    admin = await connect(cluster.url("postgres"));
    await admin.run("CREATE ROLE guest LOGIN PASSWORD 'secret'");
    login = cluster.url("postgres").replace(/\/\/[^@]*@/, "//guest:secret@");
  }, 60_000);
  afterAll(async () => {
    await admin.close();
    await removeTestFolder(folder);
  });

  test("no connection left: of the server, of the database, of the role", async () => {
    const others = await Promise.all([connect(login), connect(login)]);
    // The slots that are left are for superusers.
    expect(await refusal(login)).toMatch(/^TOO_MANY_CONNECTIONS 5: .*(?:remaining connection slots|too many clients)/);
    await Promise.all(others.map((other) => other.close()));
    await admin.run("CREATE DATABASE narrow CONNECTION LIMIT 0");
    expect(await refusal(database("narrow"))).toMatch(
      /^TOO_MANY_CONNECTIONS 5: .*too many connections for database "narrow"/,
    );
    await admin.run("CREATE ROLE counted LOGIN PASSWORD 'secret' CONNECTION LIMIT 0");
    expect(await refusal(as("counted"))).toMatch(/^TOO_MANY_CONNECTIONS 5: .*too many connections for role "counted"/);
  });

  test("a database that lets nobody in", async () => {
    await admin.run("CREATE DATABASE closed ALLOW_CONNECTIONS false");
    expect(await refusal(database("closed"))).toMatch(
      /^LOGIN_REFUSED 5: .*database "closed" is not currently accepting connections/,
    );
    await admin.run("CREATE DATABASE private");
    await admin.run("REVOKE CONNECT ON DATABASE private FROM PUBLIC");
    expect(await refusal(database("private"))).toMatch(/^LOGIN_REFUSED 5: .*permission denied for database "private"/);
  });

  test("a role that may not log in, or no longer", async () => {
    await admin.run("CREATE ROLE grouped NOLOGIN PASSWORD 'secret'");
    expect(await refusal(as("grouped"))).toMatch(/^LOGIN_REFUSED 5: .*role "grouped" is not permitted to log in/);
    await admin.run("CREATE ROLE expired LOGIN PASSWORD 'secret' VALID UNTIL '2020-01-01'");
    const expired = connect(as("expired"));
    await expect(expired).rejects.toMatchObject({
      code: "LOGIN_REFUSED",
      hint: expect.stringContaining("VALID UNTIL"),
    });
  });

  test("an address that pg_hba.conf refuses, or does not know", async () => {
    const file = join(settings, "pg_hba.conf");
    const before = readFileSync(file, "utf8");
    const reload = async (lines: string): Promise<void> => {
      writeFileSync(file, lines);
      await admin.values("SELECT pg_reload_conf()");
    };
    await reload(`host all guest 127.0.0.1/32 reject\n${before}`);
    await vi.waitFor(async () =>
      expect(await refusal(login)).toMatch(/^LOGIN_REFUSED 5: .*pg_hba[.]conf rejects connection/),
    );
    await reload("host all postgres 127.0.0.1/32 scram-sha-256\n");
    await vi.waitFor(async () => expect(await refusal(login)).toMatch(/^LOGIN_REFUSED 5: .*no pg_hba[.]conf entry/));
    await reload(before);
  });
});

test("a standby that takes no queries says so", async () => {
  const folder = testFolder();
  try {
    const primary = await startPrimary(join(folder, "primary"));
    const standby = await startStandby(primary, join(folder, "standby"), ["hot_standby = off"]);
    await vi.waitFor(
      () =>
        expect(connect(standby.url("postgres"))).rejects.toMatchObject({
          code: "SERVER_NOT_READY",
          exitCode: 5,
          message: expect.stringContaining("Hot standby mode is disabled"),
        }),
      { timeout: 30_000 },
    );
  } finally {
    await removeTestFolder(folder);
  }
}, 60_000);
