-- Collations, composite types, domains and ranges.
CREATE SCHEMA types;
CREATE SCHEMA "Odd ""Schema""";

CREATE COLLATION types.plain (provider = libc, locale = 'C');
CREATE COLLATION types.split (provider = libc, lc_collate = 'C', lc_ctype = 'POSIX');
CREATE COLLATION types."Any Case" (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE COLLATION types.german (provider = icu, locale = 'de-u-co-phonebk');
COMMENT ON COLLATION types."Any Case" IS 'it''s "A" = ''a'' \ here';

CREATE TYPE types.empty AS ();
CREATE TYPE types.place AS ("Street No" varchar(20), "select" numeric(10,2)[], tag text COLLATE types.plain, gone int,
  größe double precision, since timestamp(3) with time zone, span interval day to second(2));
ALTER TYPE types.place DROP ATTRIBUTE gone;
COMMENT ON TYPE types.place IS E'a place,\nsome "where" \\ ''else''';
COMMENT ON COLUMN types.place.größe IS 'in m²';
COMMENT ON COLUMN types.place."select" IS 'a keyword';
CREATE TYPE "Odd ""Schema"""."type" AS (place types.place, places types.place[]);

CREATE DOMAIN types.age AS integer DEFAULT 18 NOT NULL CONSTRAINT "at least" CHECK (VALUE >= 0) CHECK (VALUE < 150);
COMMENT ON DOMAIN types.age IS 'years';
COMMENT ON CONSTRAINT "at least" ON DOMAIN types.age IS 'nobody''s \ below';
CREATE DOMAIN types.name AS varchar(20) COLLATE types.german;
CREATE DOMAIN types.names AS types.name[] DEFAULT '{}' CHECK (cardinality(VALUE) < 5);
CREATE DOMAIN types.full_age AS types.age CHECK (VALUE >= 18);
CREATE DOMAIN types.checked_later AS integer;
ALTER DOMAIN types.checked_later ADD CONSTRAINT later CHECK (VALUE > 0) NOT VALID;
COMMENT ON CONSTRAINT later ON DOMAIN types.checked_later IS 'for new rows';
CREATE DOMAIN types.home AS types.place CHECK ((VALUE).größe > 0);
CREATE FUNCTION types.is_even(integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 % 2 = 0';
CREATE DOMAIN types.even AS integer CHECK (types.is_even(VALUE));
-- A circle: the check calls a function that takes the domain.
CREATE DOMAIN types.circular AS integer;
CREATE FUNCTION types.is_round(types.circular) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 3';
ALTER DOMAIN types.circular ADD CONSTRAINT round CHECK (types.is_round(VALUE));
ALTER DOMAIN types.circular SET DEFAULT 7;

CREATE FUNCTION types.apart(double precision, double precision) RETURNS double precision
  LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 - $2';
CREATE TYPE types.float_range AS RANGE (subtype = double precision, subtype_diff = types.apart);
CREATE TYPE types."Text Range" AS RANGE (subtype = text, subtype_opclass = text_pattern_ops, collation = types.plain,
  multirange_type_name = types."Text Ranges");
COMMENT ON TYPE types."Text Range" IS 'from … to';
CREATE VIEW types.made AS SELECT types.float_range(1, 2) AS one, types.float_multirange(types.float_range(1, 2)) AS several,
  types."Text Ranges"() AS none;
CREATE DOMAIN types.float_ranges AS types.float_multirange[];
-- A circle: the type needs its canonical function, which takes the type.
CREATE TYPE types.day_range;
CREATE FUNCTION types.canonical(types.day_range) RETURNS types.day_range LANGUAGE internal IMMUTABLE STRICT AS 'daterange_canonical';
CREATE TYPE types.day_range AS RANGE (subtype = date, canonical = types.canonical);
CREATE TABLE types.holiday (id int, days types.day_range);
CREATE TABLE types.everything (empty types.empty, place types.place, age types.age, home types.home[], texts types."Text Range",
  several types."Text Ranges"[]);
CREATE DOMAIN types.row AS types.everything[];

REVOKE USAGE ON TYPE types.place, types."Text Range" FROM PUBLIC;
GRANT USAGE ON DOMAIN types.even TO pg_monitor WITH GRANT OPTION;
REVOKE USAGE ON DOMAIN types.circular FROM PUBLIC;
