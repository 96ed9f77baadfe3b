DROP TABLE sys_account.project;
DROP TABLE sys_account.organisation;
