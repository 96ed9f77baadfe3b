ALTER TABLE sys_account.account
    ADD COLUMN given_name text CONSTRAINT account_given_name_spacing CHECK (given_name !~ '^ |  | $'),
    ADD COLUMN family_name text CONSTRAINT account_family_name_spacing CHECK (family_name <> '' AND family_name !~ '^ |  | $');
COMMENT ON COLUMN sys_account.account.given_name IS 'Given names, or the whole name of one who has a single one; empty while it is not known.';
COMMENT ON COLUMN sys_account.account.family_name IS 'Family name with its particles (van, de la); null for one who has none.';
