CREATE TABLE sys_account.api_token (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES sys_account.account (id) ON DELETE CASCADE,
    name text NOT NULL CONSTRAINT api_token_name_given CHECK (name <> ''),
    prefix text NOT NULL UNIQUE CONSTRAINT api_token_prefix_form CHECK (prefix ~ '^[a-z0-9]{8}$'),
    token_hash text NOT NULL UNIQUE CONSTRAINT api_token_hash_form CHECK (token_hash ~ '^[0-9a-f]{64}$'),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    last_used_at timestamptz,
    CONSTRAINT api_token_expires_later CHECK (expires_at > created_at),
    CONSTRAINT api_token_revoked_later CHECK (revoked_at >= created_at)
);
COMMENT ON TABLE sys_account.api_token IS 'A secret with which a program acts for an account. The secret itself is shown once and not kept.';
COMMENT ON COLUMN sys_account.api_token.id IS 'Surrogate key.';
COMMENT ON COLUMN sys_account.api_token.account_id IS 'Account that the token acts for; the token goes with it.';
COMMENT ON COLUMN sys_account.api_token.name IS 'What its owner calls it.';
COMMENT ON COLUMN sys_account.api_token.prefix IS 'First eight characters of the token, not secret: finds the row and names it in lists.';
COMMENT ON COLUMN sys_account.api_token.token_hash IS 'SHA-256 of the whole token in hex; a token is random enough to need no salt and no slow hash.';
COMMENT ON COLUMN sys_account.api_token.created_at IS 'When the token was made.';
COMMENT ON COLUMN sys_account.api_token.expires_at IS 'From when on it is refused; every token has an end.';
COMMENT ON COLUMN sys_account.api_token.revoked_at IS 'From when on it is refused because somebody said so; null while it is not.';
COMMENT ON COLUMN sys_account.api_token.last_used_at IS 'When it was last accepted, to about a minute; null before the first time.';

CREATE INDEX api_token_account_idx ON sys_account.api_token (account_id);

CREATE TABLE sys_account.login_attempt (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint REFERENCES sys_account.account (id) ON DELETE SET NULL,
    email text NOT NULL,
    client_address inet,
    outcome text NOT NULL CONSTRAINT login_attempt_outcome_known
        CHECK (outcome IN ('succeeded', 'wrong_password', 'unknown_account', 'disabled', 'throttled')),
    attempted_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT login_attempt_unknown_account CHECK (outcome <> 'unknown_account' OR account_id IS NULL)
);
COMMENT ON TABLE sys_account.login_attempt IS 'Each attempt to sign in, for throttling and for the account''s owner to look at. It outlives the account.';
COMMENT ON COLUMN sys_account.login_attempt.id IS 'Surrogate key, in order of arrival.';
COMMENT ON COLUMN sys_account.login_attempt.account_id IS 'Account that was meant; null when there was none or it was deleted since.';
COMMENT ON COLUMN sys_account.login_attempt.email IS 'Address as it was typed.';
COMMENT ON COLUMN sys_account.login_attempt.client_address IS 'Where it came from; null when that is not known.';
COMMENT ON COLUMN sys_account.login_attempt.outcome IS 'What came of it.';
COMMENT ON COLUMN sys_account.login_attempt.attempted_at IS 'When it came.';

CREATE INDEX login_attempt_account_idx ON sys_account.login_attempt (account_id, attempted_at) WHERE account_id IS NOT NULL;
CREATE INDEX login_attempt_email_idx ON sys_account.login_attempt (lower(email), attempted_at);
CREATE INDEX login_attempt_client_address_idx ON sys_account.login_attempt (client_address, attempted_at);
