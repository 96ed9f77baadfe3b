import { identifier, qualified } from "../sql/identifier.js";
import type { ObjectBase } from "./catalog-object.js";
import { extensionsOf } from "./depends-on-extension.js";
import type { Kind, Piece, RenderContext } from "./kind.js";
import { shellOf } from "./kinds/range-type.js";
import { needsOfSignature } from "./needs-of-signature.js";
import { present } from "./present.js";
import { ofNoExtension, ofUsers } from "./user-objects.js";

/** What functions and procedures have in common. */
export interface RoutineBase<K extends "function" | "procedure"> extends ObjectBase<K> {
  readonly schema: string;
  /** Types of the arguments that tell it apart from others of its name. */
  readonly types: readonly string[];
  /** All arguments without the columns of RETURNS TABLE and without defaults: `OUT b text`. */
  readonly arguments: readonly string[];
  /** How many of the arguments that go in have a default: the last ones. */
  readonly defaults?: number;
  readonly returns?: string;
  readonly language: string;
  /** A window function. */
  readonly window?: true;
  /** As pg_get_functiondef writes it, behind CREATE OR REPLACE. A body in quotes has its line ends as they are. */
  readonly definition: string;
  /** ALTER … DEPENDS ON EXTENSION, sorted. */
  readonly extensions?: readonly string[];
}

type Routine = RoutineBase<"function"> | RoutineBase<"procedure">;

/** Reads and writes routines; `kinds` are those of `prokind`. What belongs to a type, as its constructor, is left out. */
export function routineKind<O extends Routine>(kind: O["kind"], kinds: readonly string[]): Kind<O> {
  const key = (one: O): string => `${kind} ${qualified(one)}(${one.types.join(", ")})`;
  const named = (one: O): string => {
    // Without OUT the name of a procedure could be that of another one.
    const list = kind === "procedure" ? one.arguments : one.types;
    return `${kind.toUpperCase()} ${qualified(one)}(${list.join(", ")})`;
  };
  return {
    kind,
    catalog: "pg_proc",
    queries: () => [
      `SELECT p.oid, n.nspname, p.proname,
          ARRAY(SELECT pg_catalog.format_type(a.type, NULL) FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY a (type, at) ORDER BY a.at),
          ARRAY(SELECT CASE a.mode WHEN 'o' THEN 'OUT ' WHEN 'b' THEN 'INOUT ' WHEN 'v' THEN 'VARIADIC ' ELSE CASE p.prokind WHEN 'p' THEN 'IN ' ELSE '' END END
              || coalesce(pg_catalog.quote_ident(nullif(a.name, '')) || ' ', '') || pg_catalog.format_type(a.type, NULL)
            FROM ROWS FROM (pg_catalog.unnest(coalesce(p.proallargtypes, p.proargtypes)), pg_catalog.unnest(p.proargmodes), pg_catalog.unnest(p.proargnames))
              WITH ORDINALITY a (type, mode, name, at)
            WHERE a.mode IS DISTINCT FROM 't' ORDER BY a.at),
          nullif(p.pronargdefaults, 0), pg_catalog.pg_get_function_result(p.oid), l.lanname, p.prokind = 'w', pg_catalog.pg_get_functiondef(p.oid),
          ${extensionsOf("pg_proc", "p.oid")}
        FROM pg_catalog.pg_proc p
        JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
        JOIN pg_catalog.pg_language l ON l.oid = p.prolang
        WHERE p.prokind IN (${kinds.map((one) => `'${one}'`).join(", ")}) AND ${ofUsers("n")} AND ${ofNoExtension("pg_proc", "p.oid")}
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend own WHERE own.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
            AND own.objid = p.oid AND own.deptype = 'i')`,
    ],
    read: ([rows = []]) =>
      rows.map(([oid, schema, name, types, all, defaults, returns, language, window, definition, extensions]) => {
        const text = String(definition);
        const optional = present({
          defaults,
          returns,
          language,
          window,
          definition: text.slice("CREATE OR REPLACE ".length, text.endsWith("\n") ? -1 : undefined),
          extensions,
        });
        return { oid: Number(oid), object: { kind, schema, name, types, arguments: all, ...optional } as unknown as O };
      }),
    key,
    named,
    claimedAs: ({ schema, name }) => ({ schema, name }),
    pieces: (one, context) => {
      const depends = (one.extensions ?? []).map(
        (extension) => `ALTER ${named(one)} DEPENDS ON EXTENSION ${identifier(extension)}`,
      );
      return routinePieces(one, key(one), depends, context);
    },
  };
}

/** In a circle it is declared without its body and without what its defaults say. Nothing needs a procedure. */
function routinePieces(
  one: Routine,
  object: string,
  depends: readonly string[],
  context: RenderContext,
): readonly Piece[] {
  const { inPieces } = context;
  const { needs = [] } = one;
  const whole = { object, section: "pre-data" as const, statements: [`CREATE ${one.definition}`, ...depends], needs };
  if (!inPieces.has(object)) return [whole];
  const ranges = needs.filter((key) => inPieces.has(key) && context.find(key)?.kind === "range type");
  if (ranges.length > 0) return [{ ...whole, needs: needs.map((key) => (ranges.includes(key) ? shellOf(key) : key)) }];
  const declaredWith = needsOfSignature(needs, `${one.arguments.join(", ")} ${one.returns ?? ""}`);
  if (declaredWith.length === needs.length) return [whole];
  return [
    { ...whole, statements: [declaration(one)], needs: declaredWith },
    { ...whole, part: "body", statements: [`CREATE OR REPLACE ${one.definition}`, ...depends] },
  ];
}

/**
 * Makes a function of this name that does nothing. It is IMMUTABLE, for an index or a generated column may ask for that.
 * A function in C or of PostgreSQL's own has to exist, whatever check_function_bodies says.
 */
function declaration(one: Routine): string {
  let without = one.arguments.filter((argument) => !argument.startsWith("OUT ")).length - (one.defaults ?? 0);
  const list = one.arguments.map((argument) => {
    if (argument.startsWith("OUT ") || without-- > 0) return argument;
    return `${argument} DEFAULT NULL`;
  });
  const returns = one.returns === undefined ? "" : ` RETURNS ${one.returns}`;
  const language = one.language === "c" ? "internal" : one.language;
  return [
    `CREATE FUNCTION ${qualified(one)}(${list.join(", ")})${returns}`,
    ` LANGUAGE ${identifier(language)}${one.window === true ? " WINDOW" : ""} IMMUTABLE`,
    `AS '${language === "internal" ? "now" : ""}'`,
  ].join("\n");
}
