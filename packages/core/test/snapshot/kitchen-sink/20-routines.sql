-- Functions, procedures and aggregates.
CREATE SCHEMA routines;
CREATE SCHEMA "Routines ""too"" ß";
CREATE EXTENSION ltree SCHEMA routines;

CREATE TYPE routines.pair AS (a integer, b integer);
CREATE TYPE routines.mood AS ENUM ('good', 'bad');
CREATE TABLE routines.item (id integer PRIMARY KEY, name text, price numeric);

-- Every option.
CREATE FUNCTION routines.all_options(a integer, "select" text DEFAULT 'it''s \ x', VARIADIC rest routines.mood[] DEFAULT '{good}'::routines.mood[])
  RETURNS SETOF routines.pair LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER LEAKPROOF PARALLEL SAFE COST 12.5 ROWS 77
  SET search_path = routines, "Routines ""too"" ß", pg_temp SET work_mem = '5MB' SET "my.own" = 'it''s "x"' SET datestyle = 'ISO, DMY'
  SET temp_tablespaces = ''
  AS $$ BEGIN RETURN; END $$;
COMMENT ON FUNCTION routines.all_options IS E'several\nlines, a \\ and ''quotes''';
CREATE FUNCTION routines.empty_path() RETURNS integer LANGUAGE sql SET search_path = '' RETURN 1;
CREATE FUNCTION "Routines ""too"" ß"."do it"("Größe" routines.item, "Routines ""too"" ß" routines.item[]) RETURNS text LANGUAGE sql
  AS $$ SELECT $body$ ' \ $function$ $body$ $$;
COMMENT ON FUNCTION "Routines ""too"" ß"."do it" IS 'do it';
CREATE FUNCTION routines.out_arguments(a integer, OUT b text, INOUT c routines.mood, OUT "d e" integer) LANGUAGE sql AS 'SELECT ''x'', $2, 1';
CREATE FUNCTION routines.as_table(routines.mood) RETURNS TABLE (id integer, "Odd one" text) LANGUAGE sql ROWS 5 AS 'SELECT 1, ''x''';
CREATE FUNCTION routines.any_element(anyelement, anyarray DEFAULT NULL) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION routines.overloaded() RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION routines.overloaded(integer) RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION routines.overloaded(text, integer[]) RETURNS void LANGUAGE sql AS '';
COMMENT ON FUNCTION routines.overloaded(text, integer[]) IS 'the last of three';
CREATE FUNCTION routines.ranked() RETURNS bigint LANGUAGE internal WINDOW IMMUTABLE AS 'window_row_number';
CREATE FUNCTION routines.supported(anyarray) RETURNS SETOF anyelement LANGUAGE internal IMMUTABLE STRICT
  SUPPORT pg_catalog.array_unnest_support AS 'array_unnest';
CREATE FUNCTION routines.of_extension(routines.ltree, routines.ltree[]) RETURNS routines.ltree LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION routines.goes_with() RETURNS integer LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION routines.goes_with() DEPENDS ON EXTENSION ltree;
CREATE FUNCTION routines.triggered() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION routines.in_c() RETURNS trigger LANGUAGE c AS '$libdir/moddatetime', 'moddatetime';
CREATE FUNCTION routines.restricted() RETURNS integer LANGUAGE sql PARALLEL RESTRICTED COST 1 AS 'SELECT 1';

-- Line ends, tabs and other characters of a body stay.
DO $do$ BEGIN
  EXECUTE E'CREATE FUNCTION routines.line_ends() RETURNS integer LANGUAGE plpgsql AS \x24b\x24\r\nBEGIN\r\n\tRETURN 1; -- \\ \u00e4\r\n\r\nEND\r\n\x24b\x24';
END $do$;

-- Bodies that have dependencies.
CREATE FUNCTION routines.named(i routines.item) RETURNS text LANGUAGE sql IMMUTABLE RETURN (i).name || '!';
CREATE VIEW routines.named_items AS SELECT id, routines.named(item) AS name FROM routines.item;
CREATE FUNCTION routines.aaa(n integer DEFAULT 3) RETURNS SETOF text
  BEGIN ATOMIC SELECT routines.named(i) FROM routines.item i WHERE i.id > n; SELECT v.name FROM routines.named_items v; END;
CREATE PROCEDURE routines.store(id integer, name text)
  BEGIN ATOMIC INSERT INTO routines.item (id, name) VALUES (id, name); DELETE FROM routines.item i WHERE i.id < 0; END;
-- It leans on the primary key.
CREATE FUNCTION routines.grouped() RETURNS SETOF text BEGIN ATOMIC SELECT i.name FROM routines.item i GROUP BY i.id; END;
CREATE VIEW routines.of_grouped AS SELECT * FROM routines.grouped() g;

-- Circles.
CREATE TABLE routines.counted (id integer, n integer);
CREATE FUNCTION routines.count_of(routines.counted) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION routines.next_count() RETURNS integer BEGIN ATOMIC SELECT coalesce(max(id), 0) FROM routines.counted; END;
ALTER TABLE routines.counted ALTER COLUMN n SET DEFAULT routines.count_of(NULL), ALTER COLUMN id SET DEFAULT routines.next_count();

-- Procedures.
CREATE PROCEDURE routines.proc(IN a integer, INOUT b text DEFAULT 'x', VARIADIC c integer[] DEFAULT '{}') LANGUAGE plpgsql SECURITY DEFINER
  SET lock_timeout = '1s' AS $$ BEGIN b := 'y'; END $$;
CREATE PROCEDURE routines.outs(OUT a integer, OUT b routines.mood, c integer) LANGUAGE sql AS $$ SELECT 1, 'good'::routines.mood $$;
COMMENT ON PROCEDURE routines.outs IS 'with OUT';
CREATE PROCEDURE routines.nothing() LANGUAGE sql AS '';

-- Aggregates.
CREATE FUNCTION routines.add_price(numeric, routines.item) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT $1 + ($2).price';
CREATE FUNCTION routines.subtract_price(numeric, routines.item) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT $1 - ($2).price';
CREATE FUNCTION routines.in_words(numeric, routines.item) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1::text';
CREATE AGGREGATE routines.total("the item" routines.item) (SFUNC = routines.add_price, STYPE = numeric, SSPACE = 200,
  FINALFUNC = routines.in_words, FINALFUNC_EXTRA, FINALFUNC_MODIFY = SHAREABLE, COMBINEFUNC = numeric_add, INITCOND = '0',
  MSFUNC = routines.add_price, MINVFUNC = routines.subtract_price, MSTYPE = numeric, MSSPACE = 100, MFINALFUNC = routines.in_words, MFINALFUNC_EXTRA,
  MFINALFUNC_MODIFY = READ_WRITE, MINITCOND = '0', PARALLEL = SAFE);
COMMENT ON AGGREGATE routines.total(routines.item) IS 'the ''sum''';
CREATE AGGREGATE routines.counted(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
COMMENT ON AGGREGATE routines.counted(*) IS 'all of them';
CREATE AGGREGATE routines.least(integer) (SFUNC = int4smaller, STYPE = integer, SORTOP = <, PARALLEL = RESTRICTED);
CREATE AGGREGATE routines.mean(numeric) (SFUNC = numeric_avg_accum, STYPE = internal, FINALFUNC = numeric_avg, COMBINEFUNC = numeric_avg_combine,
  SERIALFUNC = numeric_avg_serialize, DESERIALFUNC = numeric_avg_deserialize, PARALLEL = SAFE);
CREATE AGGREGATE routines.quoted(text) (SFUNC = textcat, STYPE = text, INITCOND = 'it''s \ {');
CREATE AGGREGATE routines.percentile(fraction double precision ORDER BY "the value" anyelement) (SFUNC = ordered_set_transition, STYPE = internal,
  FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
COMMENT ON AGGREGATE routines.percentile(double precision ORDER BY anyelement) IS 'ordered';
CREATE AGGREGATE routines.would_rank(VARIADIC "any" ORDER BY VARIADIC "any") (SFUNC = ordered_set_transition_multi, STYPE = internal,
  FINALFUNC = rank_final, FINALFUNC_EXTRA, FINALFUNC_MODIFY = READ_ONLY, HYPOTHETICAL);
CREATE AGGREGATE routines.joined(VARIADIC items text[]) (SFUNC = array_cat, STYPE = text[]);
CREATE VIEW routines.totals AS SELECT routines.total(i) AS total, routines.least(id) AS least FROM routines.item i;

-- Row types of a view.
CREATE FUNCTION routines.of_view(routines.named_items, VARIADIC routines.named_items[]) RETURNS integer LANGUAGE sql AS 'SELECT 1';

GRANT EXECUTE ON FUNCTION "Routines ""too"" ß"."do it", routines.counted(), routines.total(routines.item) TO pg_monitor WITH GRANT OPTION;
GRANT EXECUTE ON FUNCTION routines.percentile(double precision, anyelement), routines.would_rank("any") TO pg_monitor;
REVOKE EXECUTE ON FUNCTION routines.overloaded(integer), routines.in_c() FROM PUBLIC;
REVOKE EXECUTE ON PROCEDURE routines.outs(OUT a integer, OUT b routines.mood, c integer) FROM PUBLIC;
GRANT EXECUTE ON PROCEDURE routines.proc TO pg_monitor;
