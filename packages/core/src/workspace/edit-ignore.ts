/**
 * A .gitignore with a line for each folder that it does not ignore yet, behind what it holds. Only lines that name the
 * folder itself are looked for: one that ignores more does no harm twice.
 */
export function withIgnored(text: string, folders: readonly string[]): string {
  const lines = new Set(text.split(/\r?\n/u).map((line) => line.trim()));
  const missing = folders.filter((folder) => {
    const bare = folder.replace(/\/$/u, "");
    return ![bare, `${bare}/`, `/${bare}`, `/${bare}/`, `**/${bare}`, `**/${bare}/`].some((form) => lines.has(form));
  });
  if (missing.length === 0) return text;
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const start = text === "" || text.endsWith("\n") ? text : text + end;
  return start + missing.map((folder) => folder + end).join("");
}
