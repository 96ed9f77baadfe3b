import { chownSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { connect } from "../../src/postgres/connect.js";
import { certificate, certificateKey } from "../support/certificate.js";
import { removeTestFolder, startTestCluster, testFolder } from "../support/cluster.js";

const folder = testFolder();
const authority = join(folder, "authority.pem");
let url: string;

beforeAll(async () => {
  const cluster = await startTestCluster(join(folder, "server"));
  url = cluster.url("postgres");
  const plain = await connect(url);
  const [[data]] = (await plain.values("SELECT current_setting('data_directory')")) as [[string]];
  const { uid, gid } = statSync(data);
  for (const [name, text] of Object.entries({ "server.crt": certificate, "server.key": certificateKey })) {
    writeFileSync(join(data, name), text, { mode: 0o600 });
    chownSync(join(data, name), uid, gid);
  }
  writeFileSync(authority, certificate);
  await plain.run("ALTER SYSTEM SET ssl = on");
  await plain.run("SELECT pg_reload_conf()");
  await plain.close();
  await vi.waitUntil(async () => (await encrypted("127.0.0.1", "sslmode=require")) === true, 10_000);
});
afterAll(() => removeTestFolder(folder));

/** Whether the connection is encrypted, or the code of why there is none. */
async function encrypted(host: string, parameters: string): Promise<unknown> {
  try {
    const connection = await connect(`${url.replace("127.0.0.1", host)}?${parameters}`);
    const [row] = await connection.values("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
    await connection.close();
    return row?.[0];
  } catch (error) {
    return (error as { code: string }).code;
  }
}

test.each([
  ["127.0.0.1", "", false],
  ["127.0.0.1", "sslmode=disable", false],
  ["127.0.0.1", "sslmode=prefer", true],
  ["127.0.0.1", "sslmode=require", true],
  ["127.0.0.1", "sslmode=verify-ca&sslrootcert=FILE", true],
  ["localhost", "sslmode=verify-full&sslrootcert=FILE", true],
  // The certificate names localhost, not the address.
  ["127.0.0.1", "sslmode=verify-full&sslrootcert=FILE", "TLS_REFUSED"],
  // Signed by nobody that the machine trusts.
  ["localhost", "sslmode=verify-full", "TLS_REFUSED"],
  ["localhost", "sslmode=verify-ca", "TLS_REFUSED"],
  ["localhost", "sslmode=require&sslrootcert=/no/such/file", "TLS_REFUSED"],
])("%s with %j", async (host, parameters, outcome) => {
  expect(await encrypted(host, parameters.replace("FILE", authority))).toBe(outcome);
});

test("a cancel request is encrypted like its connection", async () => {
  const connection = await connect(`${url}?sslmode=require`);
  const sleeping = connection.run("SELECT pg_sleep(60)");
  setTimeout(() => void connection.cancel(), 100);
  await expect(sleeping).rejects.toMatchObject({ code: "57014" });
  await connection.close();
});
