/** A failure whose message says what is missing and what to do about it; shown without a stack. */
export class HumanError extends Error {
  override readonly name = 'HumanError';
}

export function describe(error: unknown): string {
  if (error instanceof HumanError) return error.message;
  // esbuild has printed the places by itself; the stack would be its own.
  if (error instanceof Error && 'errors' in error) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
