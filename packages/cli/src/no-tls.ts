const tls = {};

/** Stands in the bundle for the `tls` that the driver imports and, given a stream that is open, never calls. */
export { tls as default };
