import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readAudit } from "../src/history/audit.js";
import { readStoredState } from "../src/history/stored-snapshot.js";
import { auditHash } from "../src/history/audit-chain.js";
import { rawChecksums } from "../src/migration/checksum.js";
import { wayBackHash } from "../src/migration/way-back.js";
import { hashApplied, hashPlan } from "../src/plan/seal-plan.js";
import type { PlannedStep } from "../src/plan/plan.js";
import { LOCK_KEY } from "../src/postgres/advisory-lock.js";
import { loadParser } from "../src/sql/load-parser.js";
import { meaningHash } from "../src/sql/meaning.js";
import { connect, freshDatabase } from "./support/cluster.js";
import { SYS_CORE_DIRECTORY, SYS_CORE_FOLDERS } from "./support/sys-core.js";

const SYS_CORE = SYS_CORE_FOLDERS.map((folder) =>
  readFileSync(join(SYS_CORE_DIRECTORY, "migrations", folder, "up.sql"), "utf8"),
).join("");
const formats = readFileSync(new URL("../../../docs/FORMATS.md", import.meta.url), "utf8");

/** The hash of bytes that a section describes, made with nothing of strata. */
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The page holds these lines as an example of a section. */
function expectExample(section: string, lines: readonly string[]): void {
  const text = formats.split(`\n## ${section}\n`)[1]?.split("\n## ")[0] ?? "";
  expect(text).toContain(lines.map((line) => `    ${line}\n`).join(""));
}

const up = "-- strata: requires sys-core@20261101000000\nCREATE  SCHEMA Shop; -- ours\n";
const bootstrap = '{ "shop.kind": { "book": {} } }\n';

test("the example of the checksums", () => {
  const bytes = `bootstrap.json\0${sha256(bootstrap)}\nup.sql\0${sha256(up)}\n`;
  const file = (name: string, text: string) => ({ name, path: `/${name}`, text });
  const data = {
    form: "json",
    files: [{ name: "bootstrap.json", path: "/bootstrap.json", sha256: sha256(bootstrap) }],
  } as const;
  expect(rawChecksums({ up: file("up.sql", up), bootstrap: data }).up).toBe(sha256(bytes));
  expectExample("Checksums", [
    `up.sql                       ${JSON.stringify(up)}`,
    `bootstrap.json               ${JSON.stringify(bootstrap)}`,
    `SHA-256 of up.sql            ${sha256(up)}`,
    `SHA-256 of bootstrap.json    ${sha256(bootstrap)}`,
    `bytes   bootstrap.json\\0${sha256(bootstrap)}\\n`,
    `        up.sql\\0${sha256(up)}\\n`,
    `up      ${sha256(bytes)}`,
  ]);
});

test("the example of the meaning checksum", async () => {
  const bytes = "-- strata: requires sys-core@20261101000000\0create\0schema\0shop\0;\0";
  const parser = await loadParser();
  expect(meaningHash(parser, up)).toBe(sha256(bytes));
  expect(meaningHash(parser, up.replace("Shop", "shop").replace(" -- ours", ""))).toBe(sha256(bytes));
  expectExample("Meaning checksum", [`bytes     ${bytes.replaceAll("\0", "\\0")}`, `SHA-256   ${sha256(bytes)}`]);
});

test("the example of a plan", () => {
  const step: PlannedStep = {
    module: "shop",
    version: "20261105090000",
    name: "create_shop",
    direction: "up",
    source: "disk",
    because: [],
    checksums: { up: "a".repeat(64), down: "b".repeat(64) },
    requires: ["sys-core@20261101000000"],
    action: "run",
  };
  const appliedBefore = sha256(`sys-core@20261101000000 ${"c".repeat(64)} ${"d".repeat(64)}\n`);
  const row = {
    module: "sys-core",
    version: "20261101000000",
    name: "create_sys_core",
    sequence: 1,
    checksums: { up: "c".repeat(64), upMeaning: "", down: "d".repeat(64), downMeaning: "" },
    requires: [],
  };
  expect(hashApplied([row])).toBe(appliedBefore);
  const bytes =
    `{"appliedBefore":"${appliedBefore}","direction":"up","steps":[{"action":"run","because":[],` +
    `"checksums":{"down":"${"b".repeat(64)}","up":"${"a".repeat(64)}"},"direction":"up","module":"shop",` +
    `"name":"create_shop","requires":["sys-core@20261101000000"],"source":"disk","version":"20261105090000"}]}`;
  expect(hashPlan({ direction: "up", steps: [step], appliedBefore })).toBe(sha256(bytes));
  expectExample("Plan", [`bytes     ${bytes.replaceAll(/([abcd])\1{63}/gu, "$1…$1")}`, `SHA-256   ${sha256(bytes)}`]);
});

test("the example of a way back", () => {
  const bytes = '["DROP SCHEMA shop;\\n",null,null,false,"shop",null,null]';
  const wayBack = {
    downSql: "DROP SCHEMA shop;\n",
    downContractSql: null,
    irreversible: null,
    transformDown: false,
    firstSchema: "shop",
    bootstrapInverse: null,
    fixturesInverse: null,
  };
  expect(wayBackHash(wayBack)).toBe(sha256(bytes));
  expectExample("Way back", [`bytes     ${bytes}`, `SHA-256   ${sha256(bytes)}`]);
});

test("the example of the audit, and a row that the server has linked", async () => {
  const start = "0".repeat(64);
  const at = "2026-11-20T10:15:00.250000Z";
  const details = '{"class": "development"}';
  const bytes = `64:${start},2:12,27:${at},4:zoë,15:environment set,-,-,24:${details}`;
  const row = { id: 12, at, actor: "zoë", event: "environment set", module: null, version: null, details };
  expect(auditHash({ ...row, previousHash: start, hash: "" })).toBe(sha256(bytes));
  expectExample("Audit", [`bytes     ${bytes.replace(start, "0…0")}`, `SHA-256   ${sha256(bytes)}`]);

  const { url, drop } = await freshDatabase();
  onTestFinished(drop);
  const session = await connect(url);
  await session.run(SYS_CORE);
  await session.run("INSERT INTO sys_core.migration_audit (event, module, details) VALUES ('a', 'b', '{\"c\": 1}')");
  const [linked] = await readAudit(session, { limit: 1 });
  await session.close();
  const { id, actor, hash, ...rest } = linked!;
  const field = (text: string): string => `${Buffer.byteLength(text)}:${text}`;
  const fields = [start, String(id), rest.at, actor, "a", "b"].map(field);
  expect(hash).toBe(sha256([...fields, "-", field('{"c": 1}')].join(",")));
});

test("the example of what a stored snapshot is of", async () => {
  const bytes = '1,2,5;3 {"done": 1}';
  expectExample("Stored snapshot", [`bytes     ${bytes}`, `SHA-256   ${sha256(bytes)}`]);

  const { url, drop } = await freshDatabase();
  onTestFinished(drop);
  const session = await connect(url);
  await session.run(SYS_CORE);
  const columns =
    "module, version, name, up_checksum, up_meaning, down_checksum, down_meaning, way_back_hash, package_name, strata_version, duration_ms";
  for (const sequence of [5, 1, 2])
    await session.run(
      `INSERT INTO sys_core.migration (sequence, ${columns}) OVERRIDING SYSTEM VALUE
        VALUES (${sequence}, 'shop', '2026110509000${sequence}', '', '', '', '', '', '', '', '', 0)`,
    );
  await session.run(
    `INSERT INTO sys_core.intent (id, kind, details) OVERRIDING SYSTEM VALUE VALUES (3, 'statement', '{"done":1}')`,
  );
  expect((await readStoredState(session))?.applied).toBe(sha256(bytes));
  await session.close();
});

test("the lock's key", () => {
  const decimal = LOCK_KEY.toString();
  expect(Buffer.from(LOCK_KEY.toString(16), "hex").toString("latin1")).toBe("strata\0\u0001");
  expectExample("Lock key", [
    `0x${LOCK_KEY.toString(16)}   ${decimal}`,
    `pg_locks: classid ${LOCK_KEY >> 32n}, objid ${LOCK_KEY & 0xffff_ffffn}, objsubid 1`,
  ]);
});

test("the page names every table of sys_core", () => {
  const tables = [...SYS_CORE.matchAll(/^CREATE TABLE sys_core\.(?<name>\w+)/gmu)].map(
    ({ groups }) => groups!["name"]!,
  );
  expect(tables.length).toBeGreaterThan(5);
  const section = formats.split("\n## Tables of sys_core\n")[1]?.split("\n## ")[0] ?? "";
  const named = [...section.matchAll(/^\| `(?<name>\w+)` \|/gmu)].map(({ groups }) => groups!["name"]!);
  expect(named.toSorted()).toEqual(tables.toSorted());
});
