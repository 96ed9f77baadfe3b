DROP TABLE sys_account.login_attempt;
DROP TABLE sys_account.api_token;
