/** The code of a failed system call (`ENOENT`, `EACCES`), undefined for anything else. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Whether an error has one of these codes of the operating system. */
export function hasSystemCode(error: unknown, ...codes: readonly string[]): boolean {
  const code = systemErrorCode(error);
  return code !== undefined && codes.includes(code);
}

/** The operating system says that there is no such file. */
export function isMissing(error: unknown): boolean {
  return hasSystemCode(error, "ENOENT", "ENOTDIR");
}
