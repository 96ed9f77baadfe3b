import { expect, test } from "vitest";
import { createdExtensions } from "./created-extensions.js";

test("extensions are found by the names that SQL creates them under", () => {
  const file = (text: string) => ({ name: "up.sql", path: "up.sql", text });
  const up = file(`create extension if not exists "uuid-ossp"; CREATE EXTENSION\n  Hstore SCHEMA public;
    DO $$ BEGIN EXECUTE 'CREATE EXTENSION citext'; END $$;`);
  expect(createdExtensions([{ up }, { upContract: file('CREATE EXTENSION "a""b"') }, {}])).toEqual(
    new Set(["uuid-ossp", "hstore", "citext", 'a"b']),
  );
});
