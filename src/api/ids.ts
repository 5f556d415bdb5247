import { idPattern } from './contract.ts';
import { XApiError } from './errors.ts';

/**
 * A media_id that may enter a URL or a body.
 *
 * @throws XApiError (`not-sent`) for anything but 1 to 19 digits
 */
export function checkId(id: string): string {
  if (idPattern.test(id)) return id;
  throw new XApiError({
    kind: 'not-sent',
    explanation: 'This media_id is not one of X’s, which are up to 19 digits, so nothing was sent.',
    remedy: 'Initialize again.',
  });
}
