CREATE TABLE sys_core.snapshot (
    module text PRIMARY KEY,
    hash text NOT NULL,
    objects jsonb NOT NULL,
    taken_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE sys_core.snapshot IS 'The stored snapshot: what each module owned in the catalog when strata last changed something here. Drift is the live catalog against it.';
COMMENT ON COLUMN sys_core.snapshot.module IS 'Module that owns the objects; (shared) and (unclaimed) stand for those of none.';
COMMENT ON COLUMN sys_core.snapshot.hash IS 'Hash of the objects: a run sends only the modules whose hash has changed.';
COMMENT ON COLUMN sys_core.snapshot.objects IS 'The objects by their keys in the snapshot.';
COMMENT ON COLUMN sys_core.snapshot.taken_at IS 'When these objects were last stored, by the server''s clock.';

CREATE TABLE sys_core.snapshot_head (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    format integer NOT NULL,
    server_major integer NOT NULL,
    applied_hash text NOT NULL,
    taken_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    strata_version text NOT NULL
);
COMMENT ON TABLE sys_core.snapshot_head IS 'One row: what the stored snapshot as a whole was taken of; none before the first.';
COMMENT ON COLUMN sys_core.snapshot_head.only_row IS 'Always true: keeps the table at one row.';
COMMENT ON COLUMN sys_core.snapshot_head.format IS 'Format number of the snapshot.';
COMMENT ON COLUMN sys_core.snapshot_head.server_major IS 'Major version of the server that deparsed it.';
COMMENT ON COLUMN sys_core.snapshot_head.applied_hash IS 'Hash of the applied migrations that it was taken at: another one now means that the run that changed them could not store its own.';
COMMENT ON COLUMN sys_core.snapshot_head.taken_at IS 'When it was taken, by the server''s clock.';
COMMENT ON COLUMN sys_core.snapshot_head.strata_version IS 'Version of strata that took it.';
