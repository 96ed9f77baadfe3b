DROP TABLE sys_account.role_grant;
DROP TABLE sys_account.role;
