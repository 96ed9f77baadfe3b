import manifest from "../../package.json" with { type: "json" };

/** Version of this strata, as the history records it. */
export const STRATA_VERSION: string = manifest.version;

/** Version of PostgreSQL's parser that this strata reads SQL by. */
export const PARSER_VERSION: string = manifest.dependencies["libpg-query"];
