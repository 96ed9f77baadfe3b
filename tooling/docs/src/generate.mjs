import { mkdirSync, writeFileSync } from "node:fs";
import { pages, root } from "./pages.mjs";

for (const { path, text } of pages) {
  const file = new URL(path, root);
  mkdirSync(new URL("./", file), { recursive: true });
  writeFileSync(file, text);
  console.log(path);
}
