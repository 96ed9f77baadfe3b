/** One place where a TypeScript text names another file or package. */
export interface ImportSpecifier {
  /** Undefined where the name is computed. */
  readonly specifier: string | undefined;
  /** Index of the string, or of the keyword where there is none. */
  readonly offset: number;
}

/**
 * The imports of a TypeScript or JavaScript text: `import … from`, `import "x"`, `export … from`, `import("x")`,
 * `require("x")`, also of types. Words in comments, strings, templates and regular expressions do not count.
 *
 * A light lexer; nothing is compiled. A slash starts a regular expression where a value cannot end before it.
 */
export function importSpecifiers(source: string): ImportSpecifier[] {
  const tokens = tokensOf(source);
  const found: ImportSpecifier[] = [];
  const text = (index: number): string | undefined => tokens[index]?.text;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (token.kind !== "word" || text(index - 1) === ".") continue;
    if ((token.text === "import" || token.text === "require") && text(index + 1) === "(") {
      found.push(argumentOf(tokens, index));
    } else if (token.text === "import" || token.text === "export") {
      const specifier = clauseEnd(tokens, index);
      if (specifier !== undefined) found.push({ specifier: valueOf(specifier.text), offset: specifier.offset });
    }
  }
  return found;
}

interface Token {
  readonly kind: "word" | "string" | "template" | "sign";
  readonly text: string;
  readonly offset: number;
}

/** The only argument of `import(…)` when it is a string. */
function argumentOf(tokens: readonly Token[], index: number): ImportSpecifier {
  const argument = tokens[index + 2];
  const after = tokens[index + 3]?.text;
  const isPlain = argument?.kind === "string" || (argument?.kind === "template" && !argument.text.includes("${"));
  if (argument === undefined || !isPlain || (after !== ")" && after !== ","))
    return { specifier: undefined, offset: tokens[index]!.offset };
  return { specifier: valueOf(argument.text), offset: argument.offset };
}

/** The string behind `import`, or behind the `from` that ends an import's or export's clause. */
function clauseEnd(tokens: readonly Token[], index: number): Token | undefined {
  const next = tokens[index + 1];
  if (tokens[index]!.text === "import" && next?.kind === "string") return next;
  for (let at = index + 1; at < tokens.length; at++) {
    const { kind, text } = tokens[at]!;
    if (kind === "word" && text === "from" && tokens[at + 1]?.kind === "string") return tokens[at + 1];
    // A clause holds names, braces, commas and stars only; strings are names such as `"a-b" as c`.
    if (kind !== "word" && kind !== "string" && !"{},*".includes(text)) return undefined;
    if (
      kind === "word" &&
      /^(?:const|let|var|function|class|default|async|enum|interface|abstract|declare|namespace|import|export)$/.test(
        text,
      )
    ) {
      return undefined;
    }
  }
  return undefined;
}

function valueOf(literal: string): string {
  return literal.slice(1, -1).replaceAll(/\\(.)/gsu, "$1");
}

const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|(?<string>"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*')|(?<word>[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*)|(?<number>\d[\w.]*)|(?<sign>[^\s])/uy;
const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/uy;
/** Words behind which an expression starts, and so a regular expression may. */
const BEFORE_EXPRESSION = /^(?:return|typeof|case|in|of|instanceof|new|delete|void|throw|yield|await|else|do)$/;

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const last = tokens.at(-1);
    const startsExpression =
      last === undefined ||
      (last.kind === "word" ? BEFORE_EXPRESSION.test(last.text) : last.kind === "sign" && !")]}".includes(last.text));
    if (source[at] === "`") {
      const end = templateEnd(source, at);
      tokens.push({ kind: "template", text: source.slice(at, end), offset: at });
      // Code inside of ${} counts too.
      tokens.push(...nested(source, at, end));
      at = end;
      continue;
    }
    if (source[at] === "/" && startsExpression && source[at + 1] !== "/" && source[at + 1] !== "*") {
      REGEX.lastIndex = at;
      const regex = REGEX.exec(source)?.[0];
      if (regex !== undefined) {
        tokens.push({ kind: "string", text: regex, offset: at });
        at += regex.length;
        continue;
      }
    }
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (match === null) {
      at += 1;
      continue;
    }
    const { string, word, number, sign } = match.groups!;
    if (string !== undefined) tokens.push({ kind: "string", text: string, offset: at });
    else if (word !== undefined) tokens.push({ kind: "word", text: word, offset: at });
    else if (number !== undefined) tokens.push({ kind: "word", text: number, offset: at });
    else if (sign !== undefined) tokens.push({ kind: "sign", text: sign, offset: at });
    at += match[0].length;
  }
  return tokens;
}

/** Tokens of the code inside a template's `${}`, at their own offsets. */
function nested(source: string, start: number, end: number): Token[] {
  const tokens: Token[] = [];
  for (let at = start + 1; at < end; at++) {
    if (source[at] === "\\") at++;
    else if (source.startsWith("${", at)) {
      const close = braceEnd(source, at + 2);
      const base = at + 2;
      tokens.push(
        ...tokensOf(source.slice(base, close - 1)).map((token) => ({ ...token, offset: token.offset + base })),
      );
      at = close - 1;
    }
  }
  return tokens;
}

/** Index behind a template literal that starts at `start`. */
function templateEnd(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source[at] === "`") return at + 1;
    else if (source.startsWith("${", at)) at = braceEnd(source, at + 2) - 1;
  }
  return source.length;
}

/** Index behind the brace that closes the one before `start`. */
function braceEnd(source: string, start: number): number {
  let depth = 1;
  for (let at = start; at < source.length; at++) {
    const character = source[at]!;
    if (character === "`") at = templateEnd(source, at) - 1;
    else if (character === '"' || character === "'") {
      TOKEN.lastIndex = at;
      at += (TOKEN.exec(source)?.[0].length ?? 1) - 1;
    } else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return at + 1;
  }
  return source.length;
}
