import type { RowContext } from '../../../src/views/rowText.ts';
import { standing } from '../api/support.ts';

/** What a row depends on beside its record: at rest, saved, at a time that stands still. */
export const context = (over: Partial<RowContext> = {}): RowContext => ({
  now: standing,
  notice: undefined,
  saved: true,
  running: false,
  progress: undefined,
  ...over,
});
