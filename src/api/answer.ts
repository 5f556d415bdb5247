/** The raw answer of a refusal, as it may be shown and kept. */
import type { Call, Dialect } from './mediaApi.ts';
import { header, type HttpAnswer, type Mask } from './problem.ts';
import { inert } from './text.ts';

/** Characters of a body that are kept: more than any of X's errors has, and few beside a row. */
const bodyMax = 4096;
const hidden = '[hidden]';

/** The headers that help to understand a refusal, or to ask about it; cookies are never kept. */
const helpful =
  /^(content-type|date|retry-after|www-authenticate|proxy-authenticate|x-transaction-id|x-response-time|x-access-level|api-version|server|via|cf-ray|location|x-(rate|user|app)-limit-[\w-]+)$/;

/**
 * What looks like a credential, whoever's it is: an answer may repeat what was sent. Answers have up
 * to a megabyte, so no pattern may begin anew within what it has passed over in vain.
 */
const credentials: readonly (readonly [RegExp, string])[] = [
  [/\bOAuth\s+\w+="[^"]*"(\s*,\s*\w+="[^"]*")*/gi, `OAuth ${hidden}`],
  [/\b(Bearer|OAuth|Basic)(\s+|%20)(?=[^\s"',;<>]*[\d%_-])[^\s"',;<>]{6,}/gi, `$1$2${hidden}`],
  [
    /\b(\w*(?:token|secret|password|signature|nonce|consumer_key|api_key|authorization|cookie|ct0))(\\?["']?\s*(?:[=:]|%3D)\s*\\?["']?)(?!\s|Bearer\b|Basic\b|OAuth\b)[^\s"'&,;<>{}[\]\\]{6,}/gi,
    `$1$2${hidden}`,
  ],
  // The shapes of X's own: an app's bearer, an access token of OAuth 1.0a, and a signed token.
  [/\bA{10,}[\w%+/=-]{20,}/g, hidden],
  [/\b\d{2,19}-[A-Za-z0-9]{24,}/g, hidden],
  [/(?<![\w-])eyJ[\w-]{8,}\.[\w-]+(\.[\w-]*)?/g, hidden],
  // A long word of letters of both cases and digits is no word.
  [/(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{40,}/g, hidden],
];

export function hideCredentials(text: string): string {
  return credentials.reduce((clean, [pattern, instead]) => clean.replace(pattern, instead), text);
}

/** Characters that steer a terminal, a layout or the direction of text, line breaks and tabs aside. */
const steering =
  // eslint-disable-next-line no-control-regex -- the point is to name them
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]/g;

/** Text in lines, in which what steers is made visible: `‹U+202E›`. */
function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(
      steering,
      (found) => `‹U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}›`,
    );
}

function shownBody(body: string, shown: (text: string) => string): string {
  const whole = shown(body);
  if (whole.length <= bodyMax) return whole;
  // Half of a surrogate pair at the cut is no character.
  const kept = whole.slice(0, bodyMax).replace(/[\ud800-\udbff]$/, '');
  return `${kept}\n[Cut here: this is ${bodyMax} of ${whole.length} characters.]`;
}

/** Without its query, which a sign-in page fills with what nobody else should read. */
function shownHeader(name: string, value: string, shown: (text: string) => string): string {
  const whole = name === 'location' ? value.replace(/[?#].*$/s, '?…') : value;
  return `${name}: ${inert(shown(whole), 300)}`;
}

/**
 * An answer in lines: `initialize (v2) → HTTP 403 · 312 bytes`, the headers that help, an empty
 * line and the body, all without secrets and without anything that acts.
 */
export function shownAnswer(
  { status, headers, text }: HttpAnswer,
  { mask, dialect, call = 'initialize' }: { mask: Mask; dialect: Dialect; call?: Call | undefined },
): string {
  const shown = (raw: string) => visible(hideCredentials(mask(raw)));
  const bytes = Buffer.byteLength(text);
  const size = bytes === 0 ? 'no body' : `${bytes} byte${bytes === 1 ? '' : 's'}`;
  const names = Object.keys(headers).filter((name) => helpful.test(name));
  return [
    `${call} (${dialect}) → HTTP ${status} · ${size}`,
    ...names.map((name) => shownHeader(name, header(headers, name) ?? '', shown)),
    ...(bytes === 0 ? [] : ['', shownBody(text, shown)]),
  ].join('\n');
}

/** The first line of {@link shownAnswer}, taken apart again. */
export function answerHead(answer: string): { readonly call: string; readonly summary: string } {
  const [head = ''] = answer.split('\n', 1);
  const [call = '', summary] = head.split(' → ', 2);
  return summary === undefined ? { call: '', summary: inert(head, 60) } : { call, summary };
}
