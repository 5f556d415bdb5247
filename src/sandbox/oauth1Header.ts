/** RFC 5849 §3.5.1: the `Authorization` header of a signed request. */
import type { Parameter } from './urlencoded.ts';

const pair = /[ \t]*([^\s=",]+)="([^"]*)"[ \t]*(,|$)/y;
const encoded = /^(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})*$/;

/**
 * The parameters of `OAuth a="b", c="d"`, decoded and without `realm`. Undefined for a header that
 * is not written as the RFC says, and for one that names a parameter twice.
 */
export function parseAuthorization(header: string): ReadonlyMap<string, string> | undefined {
  const scheme = /^OAuth +/i.exec(header)?.[0];
  if (scheme === undefined) return undefined;
  const parameters = new Map<string, string>();
  for (let at = scheme.length, more = true; more;) {
    pair.lastIndex = at;
    const found = pair.exec(header);
    if (found === null) return undefined;
    at = pair.lastIndex;
    const [, rawName = '', rawValue = '', end] = found;
    more = end === ',';
    const parameter =
      rawName === 'realm' ? (['realm', rawValue] as const) : decoded(rawName, rawValue);
    if (parameter === undefined || parameters.has(parameter[0])) return undefined;
    parameters.set(...parameter);
  }
  parameters.delete('realm');
  return parameters;
}

function decoded(name: string, value: string): Parameter | undefined {
  if (!encoded.test(name) || !encoded.test(value)) return undefined;
  try {
    return [decodeURIComponent(name), decodeURIComponent(value)];
  } catch {
    // Percent-encoded bytes that are not UTF-8.
    return undefined;
  }
}
