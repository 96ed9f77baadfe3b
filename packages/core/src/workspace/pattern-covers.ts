/** Whether patterns of a workspace's packages match a folder, as far as names, `*` and `**` tell. */
export function patternsCover(patterns: readonly string[], folder: string): boolean {
  return patterns.some((pattern) => {
    const segments = pattern
      .trim()
      .replace(/^\.?\//u, "")
      .replace(/\/+$/u, "")
      .split("/");
    const form = segments.map((segment) =>
      segment === "**"
        ? String.raw`(?:[^/]+/)*`
        : `${segment.replaceAll(/[.+?^${}()|[\]\\]/gu, String.raw`\$&`).replaceAll("*", "[^/]*")}/`,
    );
    return new RegExp(`^${form.join("")}$`, "u").test(`${folder}/`);
  });
}
