-- Casts, operators, operator families and classes, conversions.
CREATE SCHEMA operators;
CREATE SCHEMA "Operators ""too""";
CREATE TYPE operators.point AS (x integer, y integer);
CREATE TYPE operators.size AS ENUM ('s', 'm', 'l');
CREATE DOMAIN operators.label AS text;
CREATE TABLE operators.shop (id integer, size operators.size);

CREATE FUNCTION operators.to_int(operators.point) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1.x';
CREATE FUNCTION operators.from_int(integer, integer, boolean) RETURNS operators.point LANGUAGE sql IMMUTABLE AS 'SELECT ($1, $2)';
CREATE FUNCTION operators."to Text"(operators.shop) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1.id::text';
CREATE FUNCTION operators.int_to_bool(bigint) RETURNS money LANGUAGE sql IMMUTABLE AS 'SELECT $1::text::money';
CREATE CAST (operators.point AS integer) WITH FUNCTION operators.to_int(operators.point) AS ASSIGNMENT;
COMMENT ON CAST (operators.point AS integer) IS 'the ''first'' \ number';
CREATE CAST (integer AS operators.point) WITH FUNCTION operators.from_int(integer, integer, boolean) AS IMPLICIT;
CREATE CAST (operators.shop AS text) WITH FUNCTION operators."to Text"(operators.shop);
CREATE CAST (text AS operators.size) WITH INOUT AS IMPLICIT;
CREATE CAST (operators.point AS operators.shop) WITH INOUT;
CREATE CAST (bigint AS xid8) WITHOUT FUNCTION;
CREATE CAST (operators.size[] AS integer[]) WITH INOUT AS ASSIGNMENT;
CREATE VIEW operators.uses_cast AS SELECT (ROW(1, 2)::operators.point)::integer AS n, 7::operators.point AS p;

CREATE FUNCTION operators.lt(operators.point, operators.point) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.x < $2.x';
CREATE FUNCTION operators.le(operators.point, operators.point) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.x <= $2.x';
CREATE FUNCTION operators.eq(operators.point, operators.point) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.x = $2.x';
CREATE FUNCTION operators.ne(operators.point, operators.point) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.x <> $2.x';
CREATE FUNCTION operators.ge(operators.point, operators.point) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.x >= $2.x';
CREATE FUNCTION operators.gt(operators.point, operators.point) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.x > $2.x';
CREATE FUNCTION operators.eq_int(operators.point, integer) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.x = $2';
CREATE FUNCTION operators.int_eq(integer, operators.point) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $2.x = $1';
CREATE FUNCTION operators.cmp(operators.point, operators.point) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.x - $2.x';
CREATE FUNCTION operators.cmp_int(operators.point, integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.x - $2';
CREATE FUNCTION operators.hash(operators.point) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.x';
CREATE FUNCTION operators.hash_seeded(operators.point, bigint) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1.x + $2';
CREATE FUNCTION operators.minus(operators.point) RETURNS operators.point LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1';

CREATE OPERATOR operators.< (FUNCTION = operators.lt, LEFTARG = operators.point, RIGHTARG = operators.point,
  COMMUTATOR = OPERATOR(operators.>), NEGATOR = OPERATOR(operators.>=), RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
CREATE OPERATOR operators.<= (FUNCTION = operators.le, LEFTARG = operators.point, RIGHTARG = operators.point,
  COMMUTATOR = OPERATOR(operators.>=), NEGATOR = OPERATOR(operators.>), RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
CREATE OPERATOR operators.= (FUNCTION = operators.eq, LEFTARG = operators.point, RIGHTARG = operators.point,
  COMMUTATOR = OPERATOR(operators.=), NEGATOR = OPERATOR(operators.<>), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR operators.<> (FUNCTION = operators.ne, LEFTARG = operators.point, RIGHTARG = operators.point,
  COMMUTATOR = OPERATOR(operators.<>), NEGATOR = OPERATOR(operators.=), RESTRICT = neqsel, JOIN = neqjoinsel);
CREATE OPERATOR operators.>= (FUNCTION = operators.ge, LEFTARG = operators.point, RIGHTARG = operators.point,
  COMMUTATOR = OPERATOR(operators.<=), NEGATOR = OPERATOR(operators.<), RESTRICT = scalargesel, JOIN = scalargejoinsel);
CREATE OPERATOR operators.> (FUNCTION = operators.gt, LEFTARG = operators.point, RIGHTARG = operators.point,
  COMMUTATOR = OPERATOR(operators.<), NEGATOR = OPERATOR(operators.<=), RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
CREATE OPERATOR operators.= (FUNCTION = operators.eq_int, LEFTARG = operators.point, RIGHTARG = integer,
  COMMUTATOR = OPERATOR("Operators ""too""".=));
CREATE OPERATOR "Operators ""too""".= (FUNCTION = operators.int_eq, LEFTARG = integer, RIGHTARG = operators.point,
  COMMUTATOR = OPERATOR(operators.=));
CREATE OPERATOR "Operators ""too""".!!- (FUNCTION = operators.minus, RIGHTARG = operators.point);
COMMENT ON OPERATOR "Operators ""too""".!!- (NONE, operators.point) IS 'less';
COMMENT ON OPERATOR operators.< (operators.point, operators.point) IS 'less than';
-- Its commutator never comes.
CREATE OPERATOR operators.=== (FUNCTION = operators.eq_int, LEFTARG = operators.point, RIGHTARG = integer, COMMUTATOR = OPERATOR(operators.====));

CREATE OPERATOR FAMILY operators.points USING btree;
COMMENT ON OPERATOR FAMILY operators.points USING btree IS 'of points';
CREATE OPERATOR CLASS operators.point_order DEFAULT FOR TYPE operators.point USING btree FAMILY operators.points AS
  OPERATOR 1 operators.<, OPERATOR 2 operators.<=, OPERATOR 3 operators.=, OPERATOR 4 operators.>=, OPERATOR 5 operators.>,
  FUNCTION 1 operators.cmp(operators.point, operators.point);
COMMENT ON OPERATOR CLASS operators.point_order USING btree IS 'the ''usual''';
ALTER OPERATOR FAMILY operators.points USING btree ADD OPERATOR 3 operators.= (operators.point, integer),
  FUNCTION 1 (operators.point, integer) operators.cmp_int(operators.point, integer);
CREATE OPERATOR FAMILY operators.loose USING btree;
ALTER OPERATOR FAMILY operators.loose USING btree ADD OPERATOR 1 operators.< (operators.point, operators.point);
CREATE OPERATOR CLASS operators.point_hash DEFAULT FOR TYPE operators.point USING hash AS
  OPERATOR 1 operators.=, FUNCTION 1 operators.hash(operators.point), FUNCTION 2 operators.hash_seeded(operators.point, bigint);
CREATE OPERATOR CLASS "Operators ""too"""."Empty" FOR TYPE operators.size USING btree FAMILY pg_catalog.enum_ops AS STORAGE operators.size;
CREATE OPERATOR CLASS "Operators ""too"""."Sizes" FOR TYPE operators.size USING btree AS
  OPERATOR 3 pg_catalog.= (anyenum, anyenum), FUNCTION 1 (operators.size, operators.size) pg_catalog.enum_cmp(anyenum, anyenum);
CREATE OPERATOR CLASS operators.boxes FOR TYPE polygon USING gist AS
  OPERATOR 1 <<, OPERATOR 15 <-> (polygon, point) FOR ORDER BY float_ops,
  FUNCTION 1 gist_poly_consistent(internal, polygon, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal),
  FUNCTION 3 gist_poly_compress(internal), FUNCTION 5 gist_box_penalty(internal, internal, internal),
  FUNCTION 6 gist_box_picksplit(internal, internal), FUNCTION 7 gist_box_same(box, box, internal),
  FUNCTION 8 gist_poly_distance(internal, polygon, smallint, oid, internal), STORAGE box;
CREATE OPERATOR CLASS operators.nothing FOR TYPE integer USING brin AS STORAGE integer;
CREATE TABLE operators.indexed (p operators.point, q polygon);
CREATE INDEX by_point ON operators.indexed (p);
CREATE INDEX by_hash ON operators.indexed USING hash (p);
CREATE INDEX by_polygon ON operators.indexed USING gist (q operators.boxes);

CREATE CONVERSION operators.from_latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE DEFAULT CONVERSION operators."to Latin" FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
COMMENT ON CONVERSION operators.from_latin IS 'once more';
