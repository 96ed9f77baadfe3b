import { normalizeText } from "./checksum.js";
import { scanHeaderLines } from "./header-lines.js";

/**
 * The text of an up.sql with one more header: behind the last one it has, else on a line of its own at the top. Byte
 * order mark and line ends stay as they are.
 */
export function addHeader(text: string, header: string): string {
  const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const body = text.slice(mark.length);
  const end = body.includes("\r\n") ? "\r\n" : "\n";
  const normal = normalizeText(body);
  const last = scanHeaderLines({ name: "up.sql", path: "up.sql", text: normal }).headers.at(-1);
  const line = `-- strata: ${header}${end}`;
  if (last === undefined) return `${mark}${line}${body}`;
  const before = normal.slice(0, last.valueOffset).split("\n").length;
  const lines = body.split("\n");
  const head = lines.slice(0, before).join("\n");
  const rest = lines.slice(before).join("\n");
  return `${mark}${head}${before === lines.length ? end : "\n"}${line}${rest}`;
}
