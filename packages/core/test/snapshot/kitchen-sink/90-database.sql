-- What stands beside schemas: extensions, publications, event triggers, default privileges; and grants of every kind.
CREATE SCHEMA "Where extensions are";
CREATE EXTENSION citext SCHEMA "Where extensions are";
CREATE EXTENSION hstore;
COMMENT ON EXTENSION hstore IS 'as we like it';
CREATE EXTENSION seg;
CREATE EXTENSION IF NOT EXISTS cube;
CREATE EXTENSION earthdistance;
CREATE SCHEMA data;
CREATE TABLE data.typed (id integer PRIMARY KEY, email "Where extensions are".citext, more hstore, "Odd ""col""" integer, at seg);
CREATE TABLE data.parent (id integer, PRIMARY KEY (id));
CREATE TABLE data.child () INHERITS (data.parent);
CREATE TABLE data.parted (id integer, k integer) PARTITION BY LIST (k);
CREATE TABLE data.parted_1 PARTITION OF data.parted FOR VALUES IN (1);
CREATE SEQUENCE data.counted;
CREATE VIEW data.seen AS SELECT * FROM data.typed;
CREATE FUNCTION data.one(a integer, b text DEFAULT 'x') RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE data.go(INOUT a integer) LANGUAGE sql AS 'SELECT 1';
CREATE TYPE data.state AS ENUM ('on', 'off');
CREATE FUNCTION data.watch() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION data."Do it"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN null; END $$;

CREATE PUBLICATION everything FOR ALL TABLES WITH (publish = 'insert, delete');
CREATE PUBLICATION "Some ""tables""" FOR TABLE data.typed (id, "Odd ""col""") WHERE (id > 3 AND "Odd ""col""" IS NULL), data.parent
  WITH (publish_via_partition_root = true);
COMMENT ON PUBLICATION "Some ""tables""" IS 'of them';
CREATE PUBLICATION schemas FOR TABLES IN SCHEMA data, public, TABLE attached.base WITH (publish = '');
CREATE PUBLICATION empty;
CREATE PUBLICATION partitioned FOR TABLE data.parted;

CREATE EVENT TRIGGER "Watch ""it""" ON ddl_command_end WHEN TAG IN ('DROP TABLE', 'ALTER TABLE') EXECUTE FUNCTION data.watch();
CREATE EVENT TRIGGER gone ON sql_drop EXECUTE FUNCTION data.watch();
COMMENT ON EVENT TRIGGER gone IS 'what is dropped';
CREATE EVENT TRIGGER begun ON ddl_command_start EXECUTE FUNCTION data.watch();
CREATE EVENT TRIGGER rewritten ON table_rewrite EXECUTE FUNCTION data.watch();
ALTER EVENT TRIGGER begun DISABLE;
ALTER EVENT TRIGGER rewritten ENABLE ALWAYS;

GRANT SELECT, UPDATE ON data.typed TO pg_monitor;
GRANT INSERT ON data.typed TO pg_monitor WITH GRANT OPTION;
GRANT ALL ON data.typed TO pg_checkpoint;
GRANT SELECT (id, "Odd ""col"""), UPDATE ("Odd ""col""") ON data.typed TO PUBLIC;
GRANT REFERENCES (id) ON data.typed TO pg_read_all_stats WITH GRANT OPTION;
REVOKE TRUNCATE ON data.parent FROM CURRENT_USER;
GRANT SELECT ON data.parent TO CURRENT_USER WITH GRANT OPTION;
REVOKE ALL ON data.child FROM CURRENT_USER;
GRANT SELECT ON data.seen TO PUBLIC;
GRANT SELECT (id) ON data.seen TO pg_monitor;
GRANT USAGE, SELECT ON SEQUENCE data.counted TO pg_monitor;
GRANT USAGE ON SCHEMA data TO PUBLIC;
GRANT CREATE ON SCHEMA data TO pg_monitor WITH GRANT OPTION;
REVOKE EXECUTE ON FUNCTION data.one FROM PUBLIC;
GRANT EXECUTE ON FUNCTION data.one TO pg_monitor;
REVOKE ALL ON PROCEDURE data.go FROM PUBLIC, CURRENT_USER;
REVOKE USAGE ON TYPE data.state FROM PUBLIC;
GRANT USAGE ON TYPE data.state TO pg_monitor;
REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO pg_monitor;

ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES REVOKE TRUNCATE ON TABLES FROM CURRENT_USER;
ALTER DEFAULT PRIVILEGES IN SCHEMA data GRANT INSERT ON TABLES TO pg_monitor;
ALTER DEFAULT PRIVILEGES IN SCHEMA data GRANT USAGE ON SEQUENCES TO PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE pg_monitor GRANT USAGE ON TYPES TO pg_read_all_stats;
ALTER DEFAULT PRIVILEGES FOR ROLE pg_monitor GRANT USAGE ON SCHEMAS TO PUBLIC;

CREATE EXTENSION postgres_fdw;
GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO pg_monitor;
REVOKE EXECUTE ON FUNCTION "Where extensions are".citext_eq("Where extensions are".citext, "Where extensions are".citext) FROM PUBLIC;
REVOKE USAGE ON TYPE hstore FROM PUBLIC;
CREATE EXTENSION pg_stat_statements;
GRANT SELECT (userid, dbid) ON pg_stat_statements TO pg_checkpoint;
REVOKE SELECT ON pg_stat_statements FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pg_stat_statements_reset TO pg_checkpoint;

CREATE TRIGGER goes BEFORE INSERT ON data.typed FOR EACH STATEMENT EXECUTE FUNCTION data."Do it"();
ALTER TRIGGER goes ON data.typed DEPENDS ON EXTENSION hstore;
