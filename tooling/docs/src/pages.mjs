import { codes } from "@strata/core";
import { errorsPage } from "./errors-page.mjs";

/** The workspace's root. */
export const root = new URL("../../../", import.meta.url);

/** Every generated page: its path from the workspace's root, and the text it must hold. */
export const pages = [{ path: "docs/reference/errors.md", text: errorsPage(codes) }];
