import type { Contender } from "../measure/contender.js";

/** The reference of short runs: Node that starts and ends. */
export function nodeItself(folder: string): Contender {
  return {
    name: "node -e 0",
    kind: "reference",
    version: process.versions.node,
    how: "Node that starts and ends",
    onNode: true,
    ready: async () => ({
      command: { program: process.execPath, args: ["-e", "0"], cwd: folder, env: {} },
      judge: async () => undefined,
      close: async () => {},
    }),
  };
}
