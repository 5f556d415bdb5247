import { consolePage, errorsPage } from './action.ts';
import { Again, again } from './again.ts';
import { callerRefusals, namedCallerRefusals } from './callerRefusals.ts';
import type { Call } from './mediaApi.ts';
import { header, isMarkup } from './problem.ts';
import {
  both,
  code,
  either,
  inXWords,
  onceMore,
  status,
  toPage,
  toSetting,
  waiting,
  withOptions,
  type Refusal,
  type Rule,
} from './rule.ts';
import { mediaRefusals } from './mediaRefusals.ts';
import { inert } from './text.ts';
import { formatTime } from './time.ts';

const continueOrReport =
  'Continue the upload; if it stays, report it with the log (X Media: Show Log), and initialize the file again.';

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

/** Milliseconds: X counts most calls by this time. */
const rateWindowMs = 15 * 60_000;

/** What to do about a parameter that X refuses. */
const otherValue: Readonly<Record<Call, string>> = {
  initialize: 'Choose another value with “Initialize X upload with Options…”.',
  append: continueOrReport,
  finalize: continueOrReport,
  status: continueOrReport,
  altText: 'Change the alt text, then try again.',
  subtitles: 'Change the language or the name of the track, then try again.',
};

/** The table of the contract's §4; the first rule that fits is taken. */
export const refusals: readonly Rule[] = [
  {
    kind: 'usage-cap',
    when: (refusal) => refusal.answer.status === 429 && refusal.problem.type === 'usage-capped',
    explanation: ({ problem }) =>
      `X's ${inert(problem.period ?? 'usage', 30).toLowerCase()} cap${problem.scope === undefined ? '' : ` for this ${inert(problem.scope, 30).toLowerCase()}`} is used up.`,
    remedy: () =>
      'Waiting minutes will not help: wait for the next period, or raise the cap in X’s developer console.',
    action: toPage(consolePage),
  },
  {
    kind: 'rate-limit',
    when: either(status(429), code(88)),
    explanation: () =>
      'X’s rate limit for this call is reached; nothing is wrong with the file or the token.',
    remedy: ({ retryAt, now, call }) =>
      retryAt === undefined
        ? `${Again(call)} in about 15 minutes.`
        : `${Again(call)} after ${formatTime(retryAt, now)}, when it resets.`,
    action: (refusal) => waiting(refusal, rateWindowMs),
  },
  {
    kind: 'too-large',
    when: status(413, 431),
    explanation: ({ answer, call }) =>
      `X found the ${call === 'append' ? 'segment' : 'request'} too large (HTTP ${answer.status}).`,
    remedy: ({ call }) => {
      if (call === 'append') {
        return 'Set xMedia.segmentSizeMiB to less, then initialize the file again.';
      }
      return `${Again(call)}${call === 'initialize' ? ', with fewer additional owners if there are any' : ''}.`;
    },
    action: (refusal) => {
      if (refusal.call === 'append') return toSetting('xMedia.segmentSizeMiB')();
      return refusal.call === 'initialize' ? withOptions() : onceMore(refusal);
    },
  },
  {
    kind: 'unwell',
    when: either(({ answer }) => answer.status >= 500, code(130, 131)),
    explanation: ({ answer }) =>
      `X is unwell (HTTP ${answer.status}); nothing is wrong with the file or the token.`,
    remedy: ({ retryAt, now, call }) =>
      retryAt === undefined
        ? `${Again(call)} in a few minutes.`
        : `${Again(call)} after ${formatTime(retryAt, now)}, as X asks.`,
    action: (refusal) => waiting(refusal),
  },
  {
    kind: 'redirect',
    when: ({ answer }) => answer.status >= 300 && answer.status < 400,
    explanation: ({ answer }) =>
      `The answer was a redirect (HTTP ${answer.status}), which is not followed, so that the token goes nowhere else.`,
    remedy: ({ call }) => `Check the network for a proxy or sign-in page, then ${again(call)}.`,
    action: onceMore,
  },
  ...namedCallerRefusals,
  ...mediaRefusals,
  {
    kind: 'legacy-off',
    when: both(
      ({ dialect }) => dialect === 'v1.1',
      either(status(403, 404, 410), code(34, 68, 251)),
    ),
    explanation: (refusal) =>
      `X may have switched its v1.1 media upload off, as it announced for 2025: it answered HTTP ${refusal.answer.status}${isMarkup(refusal.answer.text) ? ' with a web page' : ''}.${inXWords(refusal)}`,
    remedy: ({ answer }) =>
      `Set xMedia.apiVersion to v2, then initialize again${isMarkup(answer.text) ? '; if that brings a web page too, check the network for a proxy or sign-in page' : ''}.`,
    action: toSetting('xMedia.apiVersion'),
  },
  // A page of a firewall or a sign-in, whatever its status: it says nothing of the token.
  {
    kind: 'refused',
    when: ({ answer }) => isMarkup(answer.text),
    explanation: ({ answer }) =>
      `The answer (HTTP ${answer.status}) was a web page and not X’s API.`,
    remedy: ({ call }) => `Check the network for a proxy or sign-in page, then ${again(call)}.`,
    action: onceMore,
  },
  ...callerRefusals,
  {
    kind: 'invalid-request',
    when: status(400),
    explanation: (refusal) =>
      `X refuses ${refusal.problem.parameters.length === 0 ? 'a parameter of the request' : refusedParameters(refusal)}.${inXWords(refusal)}`,
    remedy: ({ call }) => otherValue[call],
    action: (refusal) => (refusal.call === 'initialize' ? withOptions() : onceMore(refusal)),
  },
  {
    kind: 'not-found',
    when: status(404, 410),
    explanation: ({ answer }) => `There is no such call at this address (HTTP ${answer.status}).`,
    remedy: () => 'Check the settings xMedia.environment and xMedia.customBaseUrl.',
    action: toSetting('xMedia.environment'),
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
  action: toPage(errorsPage),
};
