ALTER TABLE sys_account.account
    ALTER COLUMN given_name SET DEFAULT '',
    ALTER COLUMN given_name SET NOT NULL,
    DROP COLUMN full_name;
