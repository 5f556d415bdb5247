import { idPattern } from '../api/contract.ts';
import { inert } from '../api/text.ts';

/** User ids as they were typed: parted by commas or spaces. */
export function parseOwners(text: string): string[] {
  return text.split(/[\s,;]+/).filter((part) => part !== '');
}

/** Why the typed owners cannot be sent, as a sentence, or undefined when they can. */
export function checkOwners(text: string): string | undefined {
  const ids = parseOwners(text);
  const odd = ids.find((id) => !idPattern.test(id));
  if (odd !== undefined) {
    return `“${inert(odd, 40)}” is no user id: an id has 1 to 19 digits; a @name must be looked up first.`;
  }
  const repeated = ids.find((id, at) => ids.indexOf(id) !== at);
  return repeated === undefined ? undefined : `${repeated} stands there twice.`;
}
