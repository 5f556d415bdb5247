/** `application/x-www-form-urlencoded`: of queries, and of the forms of v1.1 and of OAuth. */

export type Parameter = readonly [name: string, value: string];

/** In the order sent. Throws a `SyntaxError` for what no encoder makes: `%zz`, or no UTF-8. */
export function decodeParameters(text: string): Parameter[] {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      const [name, value] = at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      return [decoded(name), decoded(value)];
    });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw new SyntaxError('A parameter is not percent-encoded UTF-8.', { cause });
  }
}

/** For the log: a name that came more than once has all its values, in the order sent. */
export function grouped(parameters: readonly Parameter[]): Record<string, string | string[]> {
  const values = new Map<string, string | string[]>();
  for (const [name, value] of parameters) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(values);
}
