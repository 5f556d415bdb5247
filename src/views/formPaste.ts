/** The four keys of OAuth 1.0a out of one paste. */

export const oauth1KeyNames = [
  'consumerKey',
  'consumerSecret',
  'accessToken',
  'accessTokenSecret',
] as const;
export type OAuth1KeyName = (typeof oauth1KeyNames)[number];
export type OAuth1Keys = Readonly<Record<OAuth1KeyName, string>>;

/** How a label may end, written small and without gaps, the longest of a kind first. */
const endings: readonly (readonly [OAuth1KeyName, RegExp])[] = [
  ['accessTokenSecret', /(access|oauth)?tokensecret$|accesssecret$|accesstokenkeysecret$/],
  ['consumerSecret', /(api|consumer|app)(key)?secret(key)?$|^(the)?secretkey$/],
  ['accessToken', /(access|oauth)token(key)?$/],
  ['consumerKey', /(api|consumer|app)key$/],
];
/** Of other credentials that stand beside them in a file; `client` is OAuth 2.0's. */
const others = /client|bearer|refresh|oauth2/;

/** Which key a label names: `API Key Secret (consumer secret)`, `TWITTER_ACCESS_TOKEN`, `apiKey`. */
function keyOf(label: string): OAuth1KeyName | undefined {
  const plain = label.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (plain.length > 80 || others.test(plain)) return undefined;
  return endings.find(([, ending]) => ending.test(plain))?.[0];
}

/** The credential in the text behind a label: quotes, a comma and a comment are taken off. */
function valueOf(text: string): string | undefined {
  const [, , quoted, bare] =
    /^\s*(?:(["'`])(.*?)\1|([^\s"'`,;#]+))\s*[,;]?\s*(?:(?:#|\/\/).*)?$/.exec(text) ?? [];
  const value = quoted ?? bare;
  return value !== undefined && /^[\w.~+/=-]{1,512}$/.test(value) ? value : undefined;
}

type Pair = readonly [label: string, value: string];

/** The texts in a JSON value, each with the names on the way to it. */
function leaves(value: unknown, label: string, depth: number): Pair[] {
  if (typeof value === 'string') return [[label, value]];
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    leaves(inner, `${label} ${name}`, depth - 1),
  );
}

function jsonPairs(text: string): Pair[] | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return leaves(JSON.parse(text) as unknown, '', 4);
  } catch {
    // Braces of another language: read as lines.
    return undefined;
  }
}

/** `label: value`, `label = value`, a tab between them, or the value on the line below. */
function linePairs(lines: readonly string[]): Pair[] {
  const pairs: Pair[] = [];
  let above: string | undefined;
  for (const line of lines) {
    const [, label, rest] = /^([^:=\t]{2,80}?)\s*(?:=>|:=|[:=\t])\s*(.*)$/.exec(line) ?? [];
    if (label === undefined || rest === undefined) {
      if (above !== undefined) pairs.push([above, line]);
      above = above === undefined ? line : undefined;
    } else if (rest === '') {
      above = label;
    } else {
      pairs.push([label, rest]);
      above = undefined;
    }
  }
  return pairs;
}

/** Four lines and no label: in the portal’s order, if the third looks like an access token of X. */
function unlabelled(lines: readonly string[]): OAuth1Keys | undefined {
  const [consumerKey, consumerSecret, accessToken, accessTokenSecret, more] = lines;
  if (consumerKey === undefined || consumerSecret === undefined) return undefined;
  if (accessToken === undefined || accessTokenSecret === undefined) return undefined;
  const shapes = /^[A-Za-z0-9]{15,} [A-Za-z0-9]{30,} \d+-[A-Za-z0-9]{20,} [A-Za-z0-9]{30,}$/;
  return more === undefined && shapes.test(lines.join(' '))
    ? { consumerKey, consumerSecret, accessToken, accessTokenSecret }
    : undefined;
}

/**
 * Finds the keys in a paste of several: lines as X’s portal shows them, `.env`, JSON, YAML or
 * source code, under the names that are in use for them. A key that is there twice with different
 * values is left out.
 *
 * @returns the two to four keys found; undefined for any other text, such as one key alone
 */
export function splitPasted(text: string): Partial<OAuth1Keys> | undefined {
  const trimmed = text.trim();
  const lines = trimmed.split(/[\r\n]+/).map((line) => line.trim());
  const full = lines.filter((line) => line !== '');
  const found = new Map<OAuth1KeyName, Set<string>>();
  for (const [label, rest] of jsonPairs(trimmed) ?? linePairs(full)) {
    const key = keyOf(label);
    const value = valueOf(rest);
    if (key === undefined || value === undefined) continue;
    found.set(key, (found.get(key) ?? new Set()).add(value));
  }
  const keys: Partial<Record<OAuth1KeyName, string>> = {};
  for (const name of oauth1KeyNames) {
    const [value, another] = found.get(name) ?? [];
    if (value !== undefined && another === undefined) keys[name] = value;
  }
  return Object.keys(keys).length >= 2 ? keys : unlabelled(full);
}
