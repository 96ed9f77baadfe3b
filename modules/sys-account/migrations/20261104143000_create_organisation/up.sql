CREATE TABLE sys_account.organisation (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug text NOT NULL UNIQUE CONSTRAINT organisation_slug_form CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name text NOT NULL CONSTRAINT organisation_name_given CHECK (name <> ''),
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE sys_account.organisation IS 'A company, team or household that owns projects.';
COMMENT ON COLUMN sys_account.organisation.id IS 'Surrogate key; addresses use the slug.';
COMMENT ON COLUMN sys_account.organisation.slug IS 'Name in addresses: lower-case words joined by hyphens.';
COMMENT ON COLUMN sys_account.organisation.name IS 'Name as it is shown.';
COMMENT ON COLUMN sys_account.organisation.created_at IS 'When the organisation was made.';

CREATE TABLE sys_account.project (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id bigint NOT NULL REFERENCES sys_account.organisation (id) ON DELETE RESTRICT,
    slug text NOT NULL CONSTRAINT project_slug_form CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name text NOT NULL CONSTRAINT project_name_given CHECK (name <> ''),
    archived_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (organisation_id, slug)
);
COMMENT ON TABLE sys_account.project IS 'A piece of work of one organisation. An organisation that has projects cannot be deleted.';
COMMENT ON COLUMN sys_account.project.id IS 'Surrogate key; addresses use the two slugs.';
COMMENT ON COLUMN sys_account.project.organisation_id IS 'Organisation that owns the project.';
COMMENT ON COLUMN sys_account.project.slug IS 'Name in addresses, unique within the organisation.';
COMMENT ON COLUMN sys_account.project.name IS 'Name as it is shown.';
COMMENT ON COLUMN sys_account.project.archived_at IS 'Since when the project is read-only; null while work goes on.';
COMMENT ON COLUMN sys_account.project.created_at IS 'When the project was made.';
