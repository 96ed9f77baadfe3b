import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository, runPage } from "./tutorial/run-page.js";

const pages = readdirSync(join(repository, "docs/how-to")).filter((name) => name.endsWith(".md"));

test.each(pages)(
  "docs/how-to/%s does what it says",
  async (page) => {
    // Whatever is not as the page says is thrown, with its line.
    await expect(runPage(`docs/how-to/${page}`)).resolves.toBeUndefined();
  },
  300_000,
);
