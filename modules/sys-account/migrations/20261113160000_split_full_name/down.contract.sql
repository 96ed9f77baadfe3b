ALTER TABLE sys_account.account
    ALTER COLUMN full_name SET DEFAULT '',
    ALTER COLUMN full_name SET NOT NULL,
    DROP COLUMN given_name,
    DROP COLUMN family_name;
