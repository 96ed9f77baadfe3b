-- What is attached to tables and views: triggers, rules, policies, statistics. Names as awkward as they may be.
CREATE SCHEMA attached;
COMMENT ON SCHEMA attached IS E'it''s a \\ comment\nof two lines';
CREATE SCHEMA "Attached ""too"" Ünï";

CREATE TABLE attached.base (id integer PRIMARY KEY, name text, amount numeric, at timestamptz DEFAULT '2020-02-03 04:05:06+07');
CREATE TABLE attached.log (id integer, what text);
CREATE TABLE "Attached ""too"" Ünï"."order" ("select" integer PRIMARY KEY, "Ünï ""x""" text);
CREATE VIEW attached.seen AS SELECT id, name FROM attached.base;

CREATE FUNCTION attached.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE FUNCTION "Attached ""too"" Ünï"."do it"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN null; END $$;

CREATE TRIGGER plain BEFORE INSERT OR UPDATE OF name ON attached.base FOR EACH ROW
  WHEN (new.name IS DISTINCT FROM 'x\y''z') EXECUTE FUNCTION attached.note('a', 'b c', 'd''e');
COMMENT ON TRIGGER plain ON attached.base IS 'notes';
CREATE TRIGGER "Odd ""name""" AFTER DELETE ON "Attached ""too"" Ünï"."order"
  EXECUTE FUNCTION "Attached ""too"" Ünï"."do it"();
CREATE TRIGGER tables AFTER UPDATE ON attached.base REFERENCING OLD TABLE AS gone NEW TABLE AS "come In"
  FOR EACH STATEMENT EXECUTE FUNCTION attached.note();
CREATE TRIGGER truncated BEFORE TRUNCATE ON attached.base EXECUTE FUNCTION attached.note();
CREATE TRIGGER instead INSTEAD OF INSERT ON attached.seen FOR EACH ROW EXECUTE FUNCTION attached.note();
CREATE CONSTRAINT TRIGGER checked AFTER INSERT ON attached.base FROM attached.log
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (new.id > 0) EXECUTE FUNCTION attached.note();
CREATE TRIGGER off BEFORE DELETE ON attached.base FOR EACH ROW EXECUTE FUNCTION attached.note();
CREATE TRIGGER replica BEFORE DELETE ON attached.base FOR EACH ROW EXECUTE FUNCTION attached.note();
CREATE TRIGGER always BEFORE DELETE ON attached.base FOR EACH ROW EXECUTE FUNCTION attached.note();
ALTER TABLE attached.base DISABLE TRIGGER off, ENABLE REPLICA TRIGGER replica, ENABLE ALWAYS TRIGGER always;

-- Clones on partitions: the same, another state below a partition, the usual state below a disabled one, a comment.
CREATE TABLE attached.parted (id integer, k integer) PARTITION BY LIST (k);
CREATE TABLE attached.parted_a PARTITION OF attached.parted FOR VALUES IN (1);
CREATE TABLE attached.parted_b PARTITION OF attached.parted FOR VALUES IN (2, 3) PARTITION BY LIST (k);
CREATE TABLE attached.parted_b2 PARTITION OF attached.parted_b FOR VALUES IN (2);
CREATE TABLE attached.parted_b3 PARTITION OF attached.parted_b FOR VALUES IN (3);
CREATE TRIGGER cloned AFTER INSERT ON attached.parted FOR EACH ROW EXECUTE FUNCTION attached.note();
CREATE TRIGGER "cloned off" AFTER INSERT ON attached.parted FOR EACH ROW EXECUTE FUNCTION attached.note();
CREATE TRIGGER own AFTER INSERT ON attached.parted_b FOR EACH ROW EXECUTE FUNCTION attached.note();
ALTER TABLE ONLY attached.parted_b DISABLE TRIGGER cloned;
ALTER TABLE attached.parted DISABLE TRIGGER "cloned off";
ALTER TABLE attached.parted_b2 ENABLE TRIGGER "cloned off";
COMMENT ON TRIGGER cloned ON attached.parted_a IS 'of the partition';

CREATE RULE kept AS ON INSERT TO attached.base DO ALSO
  (INSERT INTO attached.log VALUES (new.id, 'a;b'); INSERT INTO attached.log VALUES (new.id, 'two'););
CREATE RULE "Select" AS ON UPDATE TO attached.seen DO INSTEAD UPDATE attached.base SET name = new.name WHERE id = old.id;
CREATE RULE never AS ON DELETE TO attached.log WHERE old.id > 3 DO INSTEAD NOTHING;
COMMENT ON RULE never ON attached.log IS 'nothing goes';
ALTER TABLE attached.log DISABLE RULE never;
CREATE RULE loud AS ON UPDATE TO attached.log DO ALSO NOTIFY heard;
ALTER TABLE attached.log ENABLE ALWAYS RULE loud;

CREATE POLICY everything ON attached.base;
CREATE POLICY "Some ""rows""" ON attached.base AS RESTRICTIVE FOR UPDATE TO pg_monitor, pg_checkpoint
  USING (id > 1 AND EXISTS (SELECT FROM attached.log l WHERE l.id = base.id)) WITH CHECK (name <> '');
CREATE POLICY added ON attached.base FOR INSERT WITH CHECK (amount > 0);
CREATE POLICY "read" ON "Attached ""too"" Ünï"."order" FOR SELECT USING ("Ünï ""x""" = current_user);
COMMENT ON POLICY "read" ON "Attached ""too"" Ünï"."order" IS 'mine';
ALTER TABLE attached.base ENABLE ROW LEVEL SECURITY;
ALTER TABLE "Attached ""too"" Ünï"."order" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE STATISTICS attached.every ON id, name, amount FROM attached.base;
CREATE STATISTICS "Attached ""too"" Ünï"."Stats" (ndistinct, mcv) ON name, (amount * 2), lower(name) FROM attached.base;
CREATE STATISTICS attached.one ON (amount + 1) FROM attached.base;
ALTER STATISTICS attached.one SET STATISTICS 1000;
ALTER STATISTICS attached.every SET STATISTICS 0;
COMMENT ON STATISTICS attached.one IS 'expression';
