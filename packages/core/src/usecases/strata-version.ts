import manifest from "../../package.json" with { type: "json" };

/** Version of this strata, as the history records it. */
export const STRATA_VERSION: string = manifest.version;
