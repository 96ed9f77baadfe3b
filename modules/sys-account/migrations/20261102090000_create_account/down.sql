DROP TABLE sys_account.account;
DROP SCHEMA sys_account;
