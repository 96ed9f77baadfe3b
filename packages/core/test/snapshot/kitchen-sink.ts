import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Major, majors } from "../../src/types/major.js";

/**
 * A schema with every kind of object that a snapshot holds: the files of `kitchen-sink/` in the order of their names.
 * `.from-17.sql` is for PostgreSQL 17 and newer. With `prefix` only those whose names begin so.
 */
export function kitchenSink(major: Major, prefix = ""): string {
  const folder = join(import.meta.dirname, "kitchen-sink");
  return readdirSync(folder)
    .filter(
      (name) => name.startsWith(prefix) && majors.every((one) => one <= major || !name.endsWith(`.from-${one}.sql`)),
    )
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");
}
