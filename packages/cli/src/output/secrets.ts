/** Takes what must not be shown out of a text. */
export type Redact = (text: string) => string;

const URL_LIKE = /[a-z][a-z0-9+.-]*:\/\/\S*/giu;
const HIDDEN = "***";

/** Words that are no secret even where they serve as a password, for they stand in every output. */
const PLAIN_WORDS = new Set([
  "postgres",
  "postgresql",
  "password",
  "strata",
  "test",
  "development",
  "database",
  "user",
]);

/**
 * Finds the passwords that this process was given (in connection URLs among its arguments and its environment, in
 * PGPASSWORD) and returns the function that replaces them.
 *
 * Two nets: a password inside a URL, a `password=` or a `PGPASSWORD=` is replaced whatever it is; the known passwords
 * are replaced wherever they stand as a word, except those that would be shown anyway: shorter than three characters,
 * the name of the user, database or host of the same URL, or a plain word of this trade.
 */
export function redactorFor(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Redact {
  const texts = [...args, ...Object.values(env).filter((value) => value !== undefined)];
  const urls = texts.flatMap((text) => text.match(URL_LIKE) ?? []);
  const known = [...urls.flatMap(passwordsOf), env["PGPASSWORD"] ?? ""].filter(
    (password) => password.length >= 3 && !PLAIN_WORDS.has(password.toLowerCase()),
  );
  const literals = [...new Set(known)].toSorted((a, b) => b.length - a.length);
  const hidden = urls.map((url) => [url, hidePassword(url)] as const).filter(([url, shown]) => url !== shown);
  return (text) => {
    const contexts = redactContexts(text, hidden);
    // Most lines hold none, and compiling a pattern that knows the letters of all scripts takes milliseconds.
    const held = literals.filter((literal) => contexts.includes(literal)).map(asWord);
    return held.length === 0 ? contexts : contexts.replace(new RegExp(held.join("|"), "gu"), HIDDEN);
  };
}

/** Replaces the password of every URL that was given, and of `password=…` in a connection string. */
function redactContexts(text: string, urls: readonly (readonly [url: string, hidden: string])[]): string {
  let result = text;
  for (const [url, hidden] of urls) result = result.replaceAll(url, hidden);
  return result.toLowerCase().includes("password=")
    ? result.replace(/\b(PGPASSWORD=|password=)[^\s&'"]+/giu, `$1${HIDDEN}`)
    : result;
}

/** A connection URL with `***` in the place of its password. */
export function hidePassword(url: string): string {
  return url.replace(/^([^:]+:\/\/[^:/?#]*):.*@/u, `$1:${HIDDEN}@`).replace(/([?&]password=)[^&]*/giu, `$1${HIDDEN}`);
}

/** The password of a URL as written and decoded; of one that is not well-formed, each way to read it. */
function passwordsOf(url: string): string[] {
  const rest = url.slice(url.indexOf("://") + 3);
  const authority = rest.split(/[/?#]/u)[0] ?? "";
  const userinfos = [authority, rest]
    .filter((part) => part.includes("@"))
    .map((part) => part.slice(0, part.lastIndexOf("@")));
  const shown = new Set(hidePassword(url).split(/[^\w.%-]+/u));
  const found = userinfos
    .filter((userinfo) => userinfo.includes(":"))
    .map((userinfo) => userinfo.slice(userinfo.indexOf(":") + 1));
  const query = [...url.matchAll(/[?&]password=([^&\s]*)/giu)].map((match) => match[1] ?? "");
  return [...found, ...query].flatMap((password) => (shown.has(password) ? [] : [password, decode(password)]));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A pattern for the text where it is not part of a longer word. */
function asWord(text: string): string {
  const escaped = text.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");
  return `(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`;
}
