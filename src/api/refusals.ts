import type { XErrorKind } from './errors.ts';
import { header, isMarkup, type HttpAnswer, type Problem } from './problem.ts';
import { inert } from './text.ts';
import { formatTime } from './time.ts';

export interface Refusal {
  readonly answer: HttpAnswer;
  readonly problem: Problem;
  /** Epoch milliseconds, as `now` is. */
  readonly retryAt: number | undefined;
  readonly now: number;
}

export interface Rule {
  readonly kind: XErrorKind;
  readonly when: (refusal: Refusal) => boolean;
  readonly explanation: (refusal: Refusal) => string;
  readonly remedy: (refusal: Refusal) => string;
}

/** X's own words, where it had any beyond the status line. */
function inXWords({ problem }: Refusal): string {
  const said = problem.messages[0] ?? problem.detail;
  return said === undefined || /^(forbidden|unauthorized|too many requests)\.?$/i.test(said)
    ? ''
    : ` X says: “${inert(said, 200)}”`;
}

/** Parameters that a sentence still has room for. */
const parametersNamed = 5;

function refusedParameters({ problem }: Refusal): string {
  const named = problem.parameters.slice(0, parametersNamed).map(({ name, values }) => {
    const given = values.filter((value) => value !== '').join(', ');
    return given === '' ? inert(name, 60) : `${inert(name, 60)} (${inert(given, 80)})`;
  });
  const more = problem.parameters.length - named.length;
  return named.join(', ') + (more === 0 ? '' : ` and ${more} more`);
}

const says = (pattern: RegExp) => (refusal: Refusal) =>
  [...refusal.problem.messages, refusal.problem.detail ?? ''].some((message) =>
    pattern.test(message),
  );
const status =
  (...codes: number[]) =>
  (refusal: Refusal) =>
    codes.includes(refusal.answer.status);
const forbidden = (type: string) => (refusal: Refusal) =>
  refusal.answer.status === 403 && refusal.problem.type === type;

/** The table of the contract's §4; the first rule that fits is taken. */
export const refusals: readonly Rule[] = [
  {
    kind: 'usage-cap',
    when: (refusal) => refusal.answer.status === 429 && refusal.problem.type === 'usage-capped',
    explanation: ({ problem }) =>
      `X's ${inert(problem.period ?? 'usage', 30).toLowerCase()} cap${problem.scope === undefined ? '' : ` for this ${inert(problem.scope, 30).toLowerCase()}`} is used up.`,
    remedy: () =>
      'Waiting minutes will not help: wait for the next period, or raise the cap in X’s developer console.',
  },
  {
    kind: 'rate-limit',
    when: (refusal) => refusal.answer.status === 429 || refusal.problem.codes.includes(88),
    explanation: () =>
      'X’s rate limit for this call is reached; nothing is wrong with the file or the token.',
    remedy: ({ retryAt, now }) =>
      retryAt === undefined
        ? 'Initialize again in about 15 minutes.'
        : `Initialize again after ${formatTime(retryAt, now)}, when it resets.`,
  },
  {
    kind: 'too-large',
    when: status(413, 431),
    explanation: ({ answer }) => `X found the request too large (HTTP ${answer.status}).`,
    remedy: () => 'Initialize again, with fewer additional owners if there are any.',
  },
  {
    kind: 'unwell',
    when: ({ answer }) => answer.status >= 500,
    explanation: ({ answer }) =>
      `X is unwell (HTTP ${answer.status}); nothing is wrong with the file or the token.`,
    remedy: ({ retryAt, now }) =>
      retryAt === undefined
        ? 'Initialize again in a few minutes.'
        : `Initialize again after ${formatTime(retryAt, now)}, as X asks.`,
  },
  {
    kind: 'redirect',
    when: ({ answer }) => answer.status >= 300 && answer.status < 400,
    explanation: ({ answer }) =>
      `The answer was a redirect (HTTP ${answer.status}), which is not followed, so that the token goes nowhere else.`,
    remedy: () => 'Check the network for a proxy or sign-in page, then initialize again.',
  },
  // A page of a firewall or a sign-in, whatever its status: it says nothing of the token.
  {
    kind: 'refused',
    when: ({ answer }) => isMarkup(answer.text),
    explanation: ({ answer }) =>
      `The answer (HTTP ${answer.status}) was a web page and not X’s API.`,
    remedy: () => 'Check the network for a proxy or sign-in page, then initialize again.',
  },
  {
    kind: 'clock',
    when: (refusal) => refusal.answer.status === 401 && refusal.problem.codes.includes(135),
    explanation: () => 'X refused the time of the request: this machine’s clock is off.',
    remedy: () => 'Set the clock of the machine that runs the extension, then initialize again.',
  },
  {
    kind: 'unauthorized',
    when: status(401),
    explanation: (refusal) =>
      `X did not accept the access token: it is wrong, expired (they live two hours) or revoked.${inXWords(refusal)}`,
    remedy: () => 'Set a new access token, then initialize again.',
  },
  {
    kind: 'credits',
    when: status(402),
    explanation: () => 'The developer account has no credits left; nothing is wrong with the file.',
    remedy: () => 'Buy credits in X’s developer console (console.x.com), then initialize again.',
  },
  {
    kind: 'unsupported-authentication',
    when: forbidden('unsupported-authentication'),
    explanation: () =>
      'X wants a user’s token for this call, and this one stands for an app alone (an app-only bearer).',
    remedy: () => 'Set an OAuth 2.0 user access token that has the scope media.write.',
  },
  {
    kind: 'client-forbidden',
    when: forbidden('client-forbidden'),
    explanation: () => 'The app that the token belongs to is not attached to a project at X.',
    remedy: ({ problem }) =>
      `Attach it in X’s developer console${problem.registrationUrl === undefined ? '' : `: ${inert(problem.registrationUrl, 120)}`}.`,
  },
  {
    kind: 'read-only-app',
    when: forbidden('oauth1-permissions'),
    explanation: () => 'The app that the token belongs to may only read.',
    remedy: () =>
      'Change it to read and write in X’s developer console, then make new tokens: the old ones stay read-only.',
  },
  {
    kind: 'missing-scope',
    when: status(403),
    explanation: (refusal) =>
      `X refused the token for this call; most often it lacks the scope media.write.${inXWords(refusal)}`,
    remedy: () =>
      'Make a user token with the scope media.write, set it as the access token, then initialize again.',
  },
  {
    kind: 'media-type',
    when: (refusal) => refusal.answer.status === 400 && says(/media type unrecognized/i)(refusal),
    explanation: () => 'X found that the bytes are not what the media type says.',
    remedy: () => 'Pick another type with “Initialize X upload with Options…”.',
  },
  {
    kind: 'segments',
    when: (refusal) => refusal.answer.status === 400 && says(/segments do not add up/i)(refusal),
    explanation: () =>
      'The bytes sent do not add up to the size given at initialize: the file changed since.',
    remedy: () => 'Initialize again.',
  },
  {
    kind: 'invalid-request',
    when: status(400),
    explanation: (refusal) =>
      `X refuses ${refusal.problem.parameters.length === 0 ? 'a parameter of the request' : refusedParameters(refusal)}.${inXWords(refusal)}`,
    remedy: () => 'Choose another value with “Initialize X upload with Options…”.',
  },
  {
    kind: 'not-found',
    when: status(404, 410),
    explanation: ({ answer }) => `There is no such call at this address (HTTP ${answer.status}).`,
    remedy: () => 'Check the settings xMedia.environment and xMedia.customBaseUrl.',
  },
];

/** What fits no row of the table. */
export const otherRefusal: Rule = {
  kind: 'refused',
  when: () => true,
  explanation: (refusal) =>
    `X refused the request (HTTP ${refusal.answer.status}).${inXWords(refusal)}`,
  remedy: ({ answer }) =>
    `Look the status up in X’s documentation${header(answer.headers, 'x-transaction-id') === undefined ? '' : ', or give X’s support the transaction id'}.`,
};
