import { expect, test } from "vitest";
import { connect } from "../../src/postgres/connect.js";
import { freshDatabase, MAJORS } from "./cluster.js";

test.each(MAJORS)("a fresh database of PostgreSQL %i is empty and its own", async (major) => {
  const [one, other] = await Promise.all([freshDatabase(major), freshDatabase(major)]);
  const connection = await connect(one.url);
  expect(Math.floor(connection.serverVersion / 10_000)).toBe(major);
  await connection.run("CREATE TABLE mine (id int)");
  const neighbour = await connect(other.url);
  expect(await neighbour.values("SELECT relname FROM pg_class WHERE relname = 'mine'")).toEqual([]);
  await neighbour.close();
  // With a session still connected.
  await one.drop();
  await other.drop();
  await expect(connect(one.url)).rejects.toMatchObject({ code: "DATABASE_MISSING" });
  await connection.close();
});
