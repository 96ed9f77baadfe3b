-- strata: requires sys-core@20261101000000
CREATE SCHEMA sys_account;
COMMENT ON SCHEMA sys_account IS 'Who may use the system: accounts, organisations, projects, and what each may do.';

CREATE TABLE sys_account.account (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL CONSTRAINT account_email_form CHECK (email ~ '^[^@\s]+@[^@\s]+$'),
    password_hash text CONSTRAINT account_password_hash_form CHECK (password_hash ~ '^\$scrypt\$'),
    disabled_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    full_name text NOT NULL DEFAULT '' CONSTRAINT account_full_name_spacing CHECK (full_name !~ '^ |  | $')
);
COMMENT ON TABLE sys_account.account IS 'A person or a service that can sign in.';
COMMENT ON COLUMN sys_account.account.id IS 'Surrogate key; people meet the e-mail address instead.';
COMMENT ON COLUMN sys_account.account.email IS 'Address as its owner writes it; unique whatever its case.';
COMMENT ON COLUMN sys_account.account.password_hash IS 'scrypt hash in PHC form, salt included; null where one signs in by other means. Never a password.';
COMMENT ON COLUMN sys_account.account.disabled_at IS 'Since when the account may not sign in; null while it may.';
COMMENT ON COLUMN sys_account.account.created_at IS 'When the account was made.';
COMMENT ON COLUMN sys_account.account.full_name IS 'Name as it is shown, one space between words; empty while it is not known.';

CREATE UNIQUE INDEX account_email_key ON sys_account.account (lower(email));
