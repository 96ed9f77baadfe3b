DROP TABLE sys_core.snapshot_head;
DROP TABLE sys_core.snapshot;
