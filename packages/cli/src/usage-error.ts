import { didYouMean, StrataError } from "@strata/core";

/** A command line that cannot be understood: exit status 3. */
export function usageError(message: string, command?: string): StrataError {
  return new StrataError("USAGE", message, {
    hint:
      command === undefined
        ? "`strata --help` lists the commands."
        : `\`strata ${command} --help\` shows what it takes.`,
  });
}

/** The same for a misspelt word. */
export function unknownWord(message: string, word: string, known: Iterable<string>, command?: string): StrataError {
  return usageError(`${message}.${didYouMean(word, known)}`, command);
}
