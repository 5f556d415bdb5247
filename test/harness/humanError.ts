/** A failure whose message says what is missing and what to do about it; shown without a stack. */
export class HumanError extends Error {
  override readonly name = 'HumanError';
}

export function describe(error: unknown): string {
  if (error instanceof HumanError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
