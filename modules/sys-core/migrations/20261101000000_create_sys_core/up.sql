CREATE SCHEMA sys_core;
COMMENT ON SCHEMA sys_core IS 'strata''s own module: what was applied here, by whom, and how to take it back.';

CREATE TABLE sys_core.installation (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    format integer NOT NULL,
    installed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE sys_core.installation IS 'One row: the format of the tables of this schema.';
COMMENT ON COLUMN sys_core.installation.only_row IS 'Always true: keeps the table at one row.';
COMMENT ON COLUMN sys_core.installation.format IS 'Format number; a strata that knows only lower ones reads and refuses to write.';
COMMENT ON COLUMN sys_core.installation.installed_at IS 'When strata first wrote to this database.';
INSERT INTO sys_core.installation (format) VALUES (1);

CREATE TABLE sys_core.migration (
    module text NOT NULL,
    version text NOT NULL CHECK (version ~ '^[0-9]{14}$'),
    name text NOT NULL,
    sequence bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    up_checksum text NOT NULL,
    up_meaning text NOT NULL,
    down_checksum text NOT NULL,
    down_meaning text NOT NULL,
    requires text[] NOT NULL DEFAULT '{}',
    down_sql text,
    down_contract_sql text,
    irreversible text,
    transform_down boolean NOT NULL DEFAULT false,
    bootstrap_inverse jsonb,
    fixtures_inverse jsonb,
    first_schema text,
    way_back_hash text NOT NULL,
    package_name text NOT NULL,
    package_version text,
    strata_version text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    applied_by text NOT NULL DEFAULT session_user,
    duration_ms integer NOT NULL,
    PRIMARY KEY (module, version)
);
COMMENT ON TABLE sys_core.migration IS 'The history: a row means applied, no row means not applied.';
COMMENT ON COLUMN sys_core.migration.module IS 'Module that owns the migration.';
COMMENT ON COLUMN sys_core.migration.version IS 'UTC stamp of the migration''s folder; with the module its identity.';
COMMENT ON COLUMN sys_core.migration.name IS 'The folder''s name after the stamp.';
COMMENT ON COLUMN sys_core.migration.sequence IS 'Order of application, growing, with gaps.';
COMMENT ON COLUMN sys_core.migration.up_checksum IS 'Hash of the bytes of up.sql, up.contract.sql and bootstrap data.';
COMMENT ON COLUMN sys_core.migration.up_meaning IS 'The same with SQL hashed by its tokens: equal for edits of comments and white space.';
COMMENT ON COLUMN sys_core.migration.down_checksum IS 'Hash of the bytes of the down files, transform.ts and the frozen schema.ts.';
COMMENT ON COLUMN sys_core.migration.down_meaning IS 'The same with SQL hashed by its tokens.';
COMMENT ON COLUMN sys_core.migration.requires IS 'Hard edges in force when it ran, as module@version.';
COMMENT ON COLUMN sys_core.migration.down_sql IS 'Stored way back: the text of down.sql.';
COMMENT ON COLUMN sys_core.migration.down_contract_sql IS 'Stored way back: the text of down.contract.sql.';
COMMENT ON COLUMN sys_core.migration.irreversible IS 'Why there is no way back, if there is none.';
COMMENT ON COLUMN sys_core.migration.transform_down IS 'The way back needs code, which is not stored here but in the package.';
COMMENT ON COLUMN sys_core.migration.bootstrap_inverse IS 'What undoes the bootstrap rows that this migration shipped.';
COMMENT ON COLUMN sys_core.migration.fixtures_inverse IS 'What undoes the fixtures that this migration shipped.';
COMMENT ON COLUMN sys_core.migration.first_schema IS 'Stored way back: the schema that unqualified names of its SQL mean.';
COMMENT ON COLUMN sys_core.migration.way_back_hash IS 'Hash of the stored way back; the audit holds the same, so a change by hand shows.';
COMMENT ON COLUMN sys_core.migration.package_name IS 'Package that held the migration.';
COMMENT ON COLUMN sys_core.migration.package_version IS 'Version of that package when it ran.';
COMMENT ON COLUMN sys_core.migration.strata_version IS 'Version of strata that ran it.';
COMMENT ON COLUMN sys_core.migration.applied_at IS 'When it was applied, by the server''s clock.';
COMMENT ON COLUMN sys_core.migration.applied_by IS 'Role that was connected.';
COMMENT ON COLUMN sys_core.migration.duration_ms IS 'Time of its transaction up to this row, in milliseconds.';

CREATE TABLE sys_core.migration_audit (
    id bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    event text NOT NULL,
    module text,
    version text,
    details jsonb NOT NULL DEFAULT '{}',
    previous_hash text NOT NULL,
    hash text NOT NULL
);
COMMENT ON TABLE sys_core.migration_audit IS 'Every event, failures included: append-only, each row hashed together with the one before.';
COMMENT ON COLUMN sys_core.migration_audit.id IS 'Place in the chain: 1, 2, 3, without gaps.';
COMMENT ON COLUMN sys_core.migration_audit.at IS 'When it was written, by the server''s clock.';
COMMENT ON COLUMN sys_core.migration_audit.actor IS 'Role that was connected.';
COMMENT ON COLUMN sys_core.migration_audit.event IS 'What happened: applied, taken back, failed, environment set, and so on.';
COMMENT ON COLUMN sys_core.migration_audit.module IS 'Module concerned, if one is.';
COMMENT ON COLUMN sys_core.migration_audit.version IS 'Version concerned, if one is.';
COMMENT ON COLUMN sys_core.migration_audit.details IS 'Event-dependent facts; never a secret.';
COMMENT ON COLUMN sys_core.migration_audit.previous_hash IS 'Hash of the row before; sixty-four zeros for the first.';
COMMENT ON COLUMN sys_core.migration_audit.hash IS 'Hash of this row''s fields and previous_hash.';

CREATE TABLE sys_core.migration_audit_head (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    id bigint NOT NULL,
    hash text NOT NULL
);
COMMENT ON TABLE sys_core.migration_audit_head IS 'One row: the newest link of the audit chain; its row lock puts writers in line.';
COMMENT ON COLUMN sys_core.migration_audit_head.only_row IS 'Always true: keeps the table at one row.';
COMMENT ON COLUMN sys_core.migration_audit_head.id IS 'Id of the newest audit row, 0 before the first.';
COMMENT ON COLUMN sys_core.migration_audit_head.hash IS 'Its hash.';
INSERT INTO sys_core.migration_audit_head (id, hash) VALUES (0, repeat('0', 64));

CREATE FUNCTION sys_core.audit_field(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN coalesce(octet_length(convert_to(value, 'UTF8')) || ':' || value, '-');
COMMENT ON FUNCTION sys_core.audit_field(text) IS 'One field as it is hashed: its length in bytes, a colon, the text; a hyphen for null.';

CREATE FUNCTION sys_core.chain_audit() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    head sys_core.migration_audit_head;
BEGIN
    SELECT * INTO STRICT head FROM sys_core.migration_audit_head FOR UPDATE;
    NEW.id := head.id + 1;
    NEW.at := clock_timestamp();
    NEW.actor := session_user;
    NEW.previous_hash := head.hash;
    NEW.hash := encode(sha256(convert_to(concat_ws(',',
        sys_core.audit_field(NEW.previous_hash),
        sys_core.audit_field(NEW.id::text),
        sys_core.audit_field(to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
        sys_core.audit_field(NEW.actor),
        sys_core.audit_field(NEW.event),
        sys_core.audit_field(NEW.module),
        sys_core.audit_field(NEW.version),
        sys_core.audit_field(NEW.details::text)), 'UTF8')), 'hex');
    UPDATE sys_core.migration_audit_head SET id = NEW.id, hash = NEW.hash;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION sys_core.chain_audit() IS 'Links a new audit row to the newest one under a row lock on the head.';

CREATE FUNCTION sys_core.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'sys_core.migration_audit is append-only: % is refused', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;
COMMENT ON FUNCTION sys_core.refuse_change() IS 'Refuses UPDATE, DELETE and TRUNCATE of the audit.';

CREATE TRIGGER chain_audit BEFORE INSERT ON sys_core.migration_audit
    FOR EACH ROW EXECUTE FUNCTION sys_core.chain_audit();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON sys_core.migration_audit
    FOR EACH STATEMENT EXECUTE FUNCTION sys_core.refuse_change();

CREATE TABLE sys_core.environment (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    class text NOT NULL CHECK (class IN ('development', 'test', 'staging', 'production')),
    system_identifier text NOT NULL,
    database_name text NOT NULL,
    set_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    set_by text NOT NULL DEFAULT session_user
);
COMMENT ON TABLE sys_core.environment IS 'The stamp: the class of this database. It holds only where its cluster and name are those of the database it is read in.';
COMMENT ON COLUMN sys_core.environment.only_row IS 'Always true: keeps the table at one row.';
COMMENT ON COLUMN sys_core.environment.class IS 'development, test, staging or production.';
COMMENT ON COLUMN sys_core.environment.system_identifier IS 'Identifier of the cluster that the stamp was made in.';
COMMENT ON COLUMN sys_core.environment.database_name IS 'Name of the database that the stamp was made in.';
COMMENT ON COLUMN sys_core.environment.set_at IS 'When the class was set.';
COMMENT ON COLUMN sys_core.environment.set_by IS 'Role that set it.';

CREATE TABLE sys_core.intent (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('statement', 'install', 'restore')),
    module text,
    version text,
    details jsonb NOT NULL DEFAULT '{}',
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    started_by text NOT NULL DEFAULT session_user
);
COMMENT ON TABLE sys_core.intent IS 'Left while something that no transaction can hold is under way; the next run verifies and goes on from it.';
COMMENT ON COLUMN sys_core.intent.id IS 'Surrogate key.';
COMMENT ON COLUMN sys_core.intent.kind IS 'A non-transactional statement, an install or a restore.';
COMMENT ON COLUMN sys_core.intent.module IS 'Module concerned, if one is.';
COMMENT ON COLUMN sys_core.intent.version IS 'Version concerned, if one is.';
COMMENT ON COLUMN sys_core.intent.details IS 'What is needed to verify how far it came.';
COMMENT ON COLUMN sys_core.intent.started_at IS 'When it began, by the server''s clock.';
COMMENT ON COLUMN sys_core.intent.started_by IS 'Role that was connected.';

CREATE TABLE sys_core.dataset_row (
    relation regclass NOT NULL,
    label text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('bootstrap', 'fixtures')),
    module text NOT NULL,
    version text NOT NULL,
    key jsonb NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (relation, label)
);
COMMENT ON TABLE sys_core.dataset_row IS 'The labels: which row of which table bootstrap data and fixtures mean by a label.';
COMMENT ON COLUMN sys_core.dataset_row.relation IS 'Table of the row; follows renames and survives dump and restore.';
COMMENT ON COLUMN sys_core.dataset_row.label IS 'Label in the dataset.';
COMMENT ON COLUMN sys_core.dataset_row.kind IS 'bootstrap or fixtures.';
COMMENT ON COLUMN sys_core.dataset_row.module IS 'Module that shipped the row.';
COMMENT ON COLUMN sys_core.dataset_row.version IS 'Migration that last shipped it.';
COMMENT ON COLUMN sys_core.dataset_row.key IS 'The row''s key: column to value.';
COMMENT ON COLUMN sys_core.dataset_row.hash IS 'Hash of the row as last shipped: another one now means that somebody edited it.';
