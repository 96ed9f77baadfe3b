-- Kinds that need each other, also in circles.
CREATE SCHEMA together;
CREATE TYPE together.state AS ENUM ('new', 'old');
CREATE FUNCTION together.is_fine(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 <> ''''';
CREATE DOMAIN together.fine AS text DEFAULT 'fine' CHECK (together.is_fine(VALUE));
CREATE TABLE together.item (id integer PRIMARY KEY, name together.fine NOT NULL, state together.state DEFAULT 'new', next integer);
-- A default by a function whose arguments are the table's own rows, and a column of another table's row type.
CREATE FUNCTION together.last(together.item DEFAULT NULL) RETURNS integer LANGUAGE sql STABLE RETURN ($1).id + 1;
ALTER TABLE together.item ALTER COLUMN next SET DEFAULT together.last();
CREATE TABLE together.holder (held together.item, many together.item[], CHECK ((held).id > 0));
CREATE FUNCTION together.items() RETURNS SETOF together.item LANGUAGE sql STABLE BEGIN ATOMIC SELECT * FROM together.item; END;
CREATE VIEW together.seen AS SELECT id, name, together.last(item) AS last FROM together.items() item;
CREATE FUNCTION together.of_view() RETURNS SETOF together.seen LANGUAGE sql AS 'SELECT * FROM together.seen';
-- Two views that need each other by way of a function, and a view that needs a primary key.
CREATE VIEW together.first AS SELECT 1 AS n, 'x'::text AS t;
CREATE VIEW together.second AS SELECT n, t FROM together.first;
CREATE OR REPLACE VIEW together.first AS SELECT id AS n, name::text AS t FROM together.item WHERE (SELECT count(*) FROM together.of_view()) > 0;
CREATE VIEW together.grouped WITH (security_barrier) AS SELECT id, name, count(*) AS n FROM together.item GROUP BY id;
CREATE VIEW together.checked AS SELECT * FROM together.item WHERE state = 'new' WITH LOCAL CHECK OPTION;
ALTER VIEW together.checked ALTER COLUMN state SET DEFAULT 'old';
CREATE MATERIALIZED VIEW together.kept AS SELECT * FROM together.grouped WITH NO DATA;
CREATE INDEX by_function ON together.item ((name || 'x')) WHERE together.is_fine(name);
CREATE INDEX by_row ON together.kept (n);
CREATE TABLE together.parted (s together.state) PARTITION BY LIST (s);
CREATE TABLE together.parted_new PARTITION OF together.parted FOR VALUES IN ('new');
CREATE POLICY by_function ON together.item USING (EXISTS (SELECT FROM together.seen s WHERE s.id = item.id));
CREATE STATISTICS together.of_name ON state, name FROM together.item;
