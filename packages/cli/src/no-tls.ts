/** Stands in the bundle for the `tls` that the driver imports and, given a stream that is open, never calls. */
// oxlint-disable-next-line import/no-default-export -- so the driver imports it
export default {};
