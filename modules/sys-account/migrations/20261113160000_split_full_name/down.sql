ALTER TABLE sys_account.account
    ADD COLUMN full_name text CONSTRAINT account_full_name_spacing CHECK (full_name !~ '^ |  | $');
COMMENT ON COLUMN sys_account.account.full_name IS 'Name as it is shown, one space between words; empty while it is not known.';
