import { basename, dirname } from "node:path";
import { StrataError } from "../../errors/strata-error.js";

/**
 * Does the work behind folders that were written. Where it fails, the error says that they are there, in `details.written`
 * too, and how to go on.
 *
 * @throws what the work throws.
 */
export async function tellingWritten<T>(written: readonly string[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const [first] = written;
    const last = written.at(-1);
    if (!(error instanceof StrataError) || first === undefined || last === undefined) throw error;
    const which =
      written.length === 1
        ? `${basename(first)} was`
        : `${written.length} folders, ${basename(first)} to ${basename(last)}, were`;
    const { code, message, hint, details, cause } = error;
    const again =
      "The folders stay: correct them where that is needed, or the manifest's `owns`, and run `strata adopt` again.";
    throw new StrataError(code, `${message}\n${which} written to ${dirname(first)}`, {
      hint: hint === undefined ? again : `${hint}\n${again}`,
      details: { ...details, written },
      cause,
    });
  }
}
