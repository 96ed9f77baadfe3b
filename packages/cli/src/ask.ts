/** A question to the person at the terminal: its text to stderr, one line of stdin as the answer. */
export type Ask = (question: string) => Promise<string>;

/**
 * Undefined unless both stdin and stderr are terminals. An interrupted question, or an end of input, is an empty
 * answer.
 */
export function askOn(
  streams: { readonly stdin: () => NodeJS.ReadStream; readonly stderr: NodeJS.WriteStream },
  shown: (line: string) => string,
  signal: AbortSignal,
): Ask | undefined {
  // Node opens stdin when it is first asked for, which takes milliseconds.
  const input = streams.stderr.isTTY ? streams.stdin() : undefined;
  if (input?.isTTY !== true) return undefined;
  return async (question) => {
    const { createInterface } = await import("node:readline/promises");
    const lines = createInterface({ input, output: streams.stderr });
    const closed = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
    // readline takes Ctrl-C for itself while it reads; hand it back as the signal that it is.
    lines.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
    try {
      return (await Promise.race([lines.question(`${shown(question)} `, { signal }), closed])).trim();
    } catch (error) {
      if (signal.aborted) return "";
      throw error;
    } finally {
      lines.close();
    }
  };
}
