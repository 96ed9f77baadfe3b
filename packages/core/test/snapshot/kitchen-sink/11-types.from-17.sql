CREATE COLLATION types.built_in (provider = builtin, locale = 'C.UTF-8');
CREATE DOMAIN types.named_not_null AS integer CONSTRAINT "never empty" NOT NULL;
COMMENT ON CONSTRAINT "never empty" ON DOMAIN types.named_not_null IS 'always there';
CREATE DOMAIN types.commented_not_null AS integer NOT NULL;
COMMENT ON CONSTRAINT commented_not_null_not_null ON DOMAIN types.commented_not_null IS 'by the name that it got';
