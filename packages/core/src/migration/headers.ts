import type { Finding } from "../errors/finding.js";
import { didYouMean } from "../lib/did-you-mean.js";
import { groupBy } from "../lib/group-by.js";
import { formatId } from "../types/ids.js";
import { type HeaderLine, scanHeaderLines } from "./header-lines.js";
import { type HeaderKind, type HeaderValue, headerKinds } from "./header-values.js";
import type { Headers, TextFile } from "./migration.js";
import { textFinding } from "./text-finding.js";

/** A header and where its value stands: an index into the file's text. */
export type PlacedHeader = HeaderValue & { readonly offset: number };

/** What the top of one SQL file says. Every problem is a finding; what can be read is there all the same. */
export interface ParsedHeaders {
  readonly values: readonly PlacedHeader[];
  readonly findings: readonly Finding[];
  /** Whether the file holds more than comments. */
  readonly statements: boolean;
}

/** Reads the `-- strata:` headers of up.sql, down.sql or one of the contract files. */
export function parseHeaders(file: TextFile): ParsedHeaders {
  const { headers, late, statements } = scanHeaderLines(file);
  const values: PlacedHeader[] = [];
  const findings: Finding[] = [];
  for (const line of headers) {
    const kind = headerKinds.get(line.name);
    const problem = kind === undefined ? unknownHeader(file, line) : misplaced(file, line, kind, values);
    if (problem !== undefined) {
      findings.push(problem);
      continue;
    }
    const value = kind!.read(line.value);
    if ("problem" in value)
      findings.push(
        textFinding(file, line.valueOffset, {
          code: "HEADER_INVALID",
          message: value.problem,
          ...(value.hint === undefined ? {} : { hint: value.hint }),
        }),
      );
    else values.push({ ...value, offset: line.valueOffset });
  }
  for (const line of late) {
    findings.push(
      textFinding(file, line.nameOffset, {
        code: "HEADER_MISPLACED",
        message: `the header ${JSON.stringify(line.name)} stands after the first statement, where it has no effect`,
        hint: "Move it to the top of the file.",
      }),
    );
  }
  return { values, findings, statements };
}

const NONE: Headers = {
  requires: [],
  was: [],
  noTransaction: { up: false, down: false },
  lockTimeout: {},
  allow: [],
};

/** The headers of a migration, from those of its files; a file that is not there has none. */
export function mergeHeaders(
  files: Readonly<Partial<Record<"up" | "upContract" | "down" | "downContract", ParsedHeaders>>>,
): Headers {
  const of = <H extends HeaderValue["header"]>(
    file: ParsedHeaders | undefined,
    header: H,
  ): Extract<PlacedHeader, { header: H }>[] =>
    (file?.values ?? []).filter((value): value is Extract<PlacedHeader, { header: H }> => value.header === header);
  const { up, upContract, down, downContract } = files;
  if ([up, upContract, down, downContract].every((file) => file === undefined || file.values.length === 0)) return NONE;
  const irreversible = of(down, "irreversible")[0];
  const adopted = of(up, "adopted")[0];
  const [upTimeout, downTimeout] = [of(up, "lock-timeout")[0], of(down, "lock-timeout")[0]];
  const requires = groupBy(of(up, "requires"), ({ id }) => formatId(id));
  return {
    requires: [...requires.values()].map(([first]) => first!.id),
    was: [...new Set(of(up, "was").map(({ version }) => version))],
    noTransaction: { up: of(up, "no-transaction").length > 0, down: of(down, "no-transaction").length > 0 },
    ...(irreversible === undefined ? {} : { irreversible: irreversible.why }),
    lockTimeout: {
      ...(upTimeout === undefined ? {} : { up: upTimeout.timeout }),
      ...(downTimeout === undefined ? {} : { down: downTimeout.timeout }),
    },
    allow: [up, upContract, down, downContract].flatMap((file) =>
      of(file, "allow").map(({ code, why }) => ({ code, why })),
    ),
    ...(adopted === undefined ? {} : { adopted: { tool: adopted.tool, original: adopted.original } }),
  };
}

function unknownHeader(file: TextFile, { name, nameOffset }: HeaderLine): Finding {
  const known = [...headerKinds.keys()];
  const what =
    name === "" ? "a header without a name" : `unknown header ${JSON.stringify(name)}.${didYouMean(name, known)}`;
  return textFinding(file, nameOffset, {
    code: "HEADER_UNKNOWN",
    message: what,
    hint: `Known headers: ${known.join(", ")}.`,
  });
}

function misplaced(
  file: TextFile,
  { name, nameOffset }: HeaderLine,
  kind: HeaderKind,
  before: readonly PlacedHeader[],
): Finding | undefined {
  if (!kind.files.includes(file.name)) {
    return textFinding(file, nameOffset, {
      code: "HEADER_MISPLACED",
      message: `the header ${name} belongs to ${kind.files.join(" or ")}, not to ${file.name}`,
      hint: `Move it to the top of ${kind.files.join(" or ")}.`,
    });
  }
  if (!kind.many && before.some(({ header }) => header === name)) {
    return textFinding(file, nameOffset, {
      code: "HEADER_INVALID",
      message: `the header ${name} is given twice`,
      hint: "Remove one of the two.",
    });
  }
  return undefined;
}
