export type Manifest = Record<string, unknown>;
