CREATE TABLE sys_account.role (
    code text PRIMARY KEY CONSTRAINT role_code_form CHECK (code ~ '^[a-z]+(_[a-z]+)*$'),
    scope text NOT NULL CONSTRAINT role_scope_known CHECK (scope IN ('global', 'organisation', 'project')),
    title text NOT NULL,
    description text NOT NULL,
    UNIQUE (code, scope)
);
COMMENT ON TABLE sys_account.role IS 'What an account can be made; the rows are bootstrap data, for code tests them by name.';
COMMENT ON COLUMN sys_account.role.code IS 'Key, as code and grants name it.';
COMMENT ON COLUMN sys_account.role.scope IS 'What the role is granted over: everything, one organisation or one project.';
COMMENT ON COLUMN sys_account.role.title IS 'Name as it is shown.';
COMMENT ON COLUMN sys_account.role.description IS 'What it allows, in one sentence.';

CREATE TABLE sys_account.role_grant (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES sys_account.account (id) ON DELETE CASCADE,
    role_code text NOT NULL,
    organisation_id bigint REFERENCES sys_account.organisation (id) ON DELETE CASCADE,
    project_id bigint REFERENCES sys_account.project (id) ON DELETE CASCADE,
    scope text NOT NULL GENERATED ALWAYS AS (
        CASE
            WHEN project_id IS NOT NULL THEN 'project'
            WHEN organisation_id IS NOT NULL THEN 'organisation'
            ELSE 'global'
        END
    ) STORED,
    granted_by bigint REFERENCES sys_account.account (id) ON DELETE SET NULL,
    granted_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT role_grant_one_scope CHECK (num_nonnulls(organisation_id, project_id) <= 1),
    -- A role's own scope is part of the key, so a global role over an organisation, or a project role over none, finds no row.
    CONSTRAINT role_grant_role_fkey FOREIGN KEY (role_code, scope)
        REFERENCES sys_account.role (code, scope) ON DELETE RESTRICT,
    CONSTRAINT role_grant_once UNIQUE NULLS NOT DISTINCT (account_id, role_code, organisation_id, project_id)
);
COMMENT ON TABLE sys_account.role_grant IS 'An account has a role: over everything, over one organisation or over one project, as the role says.';
COMMENT ON COLUMN sys_account.role_grant.id IS 'Surrogate key.';
COMMENT ON COLUMN sys_account.role_grant.account_id IS 'Who has the role; the grant goes with the account.';
COMMENT ON COLUMN sys_account.role_grant.role_code IS 'Which role. A role in use cannot be deleted.';
COMMENT ON COLUMN sys_account.role_grant.organisation_id IS 'The organisation, for a role over an organisation; else null.';
COMMENT ON COLUMN sys_account.role_grant.project_id IS 'The project, for a role over a project; else null. Its organisation is that of the project.';
COMMENT ON COLUMN sys_account.role_grant.scope IS 'Follows from the two columns; its foreign key refuses a grant that does not fit the role.';
COMMENT ON COLUMN sys_account.role_grant.granted_by IS 'Who granted it; null for the installation itself and for accounts deleted since.';
COMMENT ON COLUMN sys_account.role_grant.granted_at IS 'When it was granted.';

CREATE INDEX role_grant_role_idx ON sys_account.role_grant (role_code, scope);
CREATE INDEX role_grant_organisation_idx ON sys_account.role_grant (organisation_id) WHERE organisation_id IS NOT NULL;
CREATE INDEX role_grant_project_idx ON sys_account.role_grant (project_id) WHERE project_id IS NOT NULL;
CREATE INDEX role_grant_granted_by_idx ON sys_account.role_grant (granted_by) WHERE granted_by IS NOT NULL;
