import { accountPage, consolePage, pageOfX } from './action.ts';
import { again } from './again.ts';
import {
  both,
  code,
  either,
  forbidden,
  inXWords,
  onceMore,
  signed,
  status,
  thenSignIn,
  toPage,
  toSetting,
  type Refusal,
  type Rule,
} from './rule.ts';
import { inert } from './text.ts';

const signIn = ({ call }: Refusal) => `Sign in again (X Media: Sign In), then ${again(call)}.`;
const enterKeys = ({ call }: Refusal) =>
  `Enter the four keys again (X Media: Sign In) as X’s developer console shows them, then ${again(call)}.`;

/** Codes of X for keys of OAuth 1.0a that it does not accept. */
const badKeys: Readonly<Record<number, string>> = {
  32: 'X could not verify the signature: one of the four OAuth 1.0a keys is wrong.',
  89: 'X does not know the access token of these OAuth 1.0a keys: it is wrong, revoked or replaced by a newer one.',
  99: 'X could not verify these OAuth 1.0a keys: one of them is wrong or not valid any more.',
  215: 'X cannot use this OAuth 1.0a authorization: the consumer key or the access token is wrong.',
};

function badKey({ problem }: Refusal): string | undefined {
  const known = problem.codes.find((given) => given in badKeys);
  return known === undefined ? undefined : badKeys[known];
}

const unauthorized: Omit<Rule, 'when'> = {
  kind: 'unauthorized',
  explanation: (refusal) => {
    const why = signed(refusal)
      ? (badKey(refusal) ??
        'X did not accept the OAuth 1.0a keys: one of the consumer key, the access token and their secrets is wrong or revoked.')
      : 'X did not accept the access token: it is wrong, expired (they live two hours) or revoked.';
    return `${why}${inXWords(refusal)}`;
  },
  remedy: (refusal) => {
    if (!signed(refusal)) return signIn(refusal);
    return badKey(refusal) === undefined
      ? `${enterKeys(refusal)} If they are right, check the clock of this machine.`
      : enterKeys(refusal);
  },
  action: thenSignIn,
};

const notAllowed: Omit<Rule, 'when'> = {
  kind: 'forbidden',
  explanation: (refusal) =>
    `X does not allow these OAuth 1.0a keys this call; most often the app may only read.${inXWords(refusal)}`,
  remedy: () =>
    'Give the app read and write permission in X’s developer console, make a new access token and secret there, then sign in with them.',
  action: toPage(consolePage),
};

const missingScope: Omit<Rule, 'when'> = {
  kind: 'missing-scope',
  explanation: (refusal) =>
    `X refused the token for this call; most often it lacks the scope media.write.${inXWords(refusal)}`,
  remedy: ({ call }) =>
    `Sign in with X again (X Media: Sign In), which asks for media.write, or set a user access token that has it, then ${again(call)}.`,
  action: thenSignIn,
};

/** Refusals of who asked that X names by a code or a type, whatever the status. */
export const namedCallerRefusals: readonly Rule[] = [
  {
    kind: 'clock',
    when: code(135),
    explanation: () => 'X refused the time of the request: this machine’s clock is off.',
    remedy: ({ call }) =>
      `Set the clock of the machine that runs the extension, then ${again(call)}.`,
    action: onceMore,
  },
  {
    kind: 'account-suspended',
    when: code(63, 64),
    explanation: () => 'X has suspended this account, so that it may not upload.',
    remedy: () => 'Ask X about it at x.com, or sign in with another account (X Media: Sign In).',
    action: thenSignIn,
  },
  {
    kind: 'account-locked',
    when: code(231, 326),
    explanation: () => 'X has locked this account for now.',
    remedy: ({ call }) => `Log in at x.com and unlock it, then ${again(call)}.`,
    action: toPage(accountPage),
  },
  {
    kind: 'access-level',
    when: code(87, 453),
    explanation: () => 'The access level of the app does not include this call.',
    remedy: ({ dialect, call }) =>
      `${dialect === 'v1.1' ? 'Set xMedia.apiVersion to v2, or raise' : 'Raise'} the access level of the app in X’s developer console, then ${again(call)}.`,
    action: ({ dialect }) =>
      dialect === 'v1.1' ? toSetting('xMedia.apiVersion')() : toPage(consolePage)(),
  },
  {
    kind: 'app-suspended',
    when: code(416),
    explanation: () => 'X has suspended the app that the token belongs to, or does not know it.',
    remedy: () =>
      'Look at the app in X’s developer console, or sign in with another app’s (X Media: Sign In).',
    action: toPage(consolePage),
  },
  {
    kind: 'read-only-app',
    when: either(code(261), forbidden('oauth1-permissions')),
    explanation: () => 'The app that the token belongs to may only read.',
    remedy: () =>
      'Change it to read and write in X’s developer console, then make new tokens, since the old ones stay read-only, and sign in with them.',
    action: toPage(consolePage),
  },
  {
    kind: 'forbidden',
    when: both(signed, forbidden('unsupported-authentication')),
    explanation: (refusal) => `X does not take OAuth 1.0a keys for this call.${inXWords(refusal)}`,
    remedy: ({ call }) => `Sign in with OAuth 2.0 (X Media: Sign In), then ${again(call)}.`,
    action: thenSignIn,
  },
  {
    kind: 'unsupported-authentication',
    when: forbidden('unsupported-authentication'),
    explanation: () =>
      'X wants a user’s token for this call, and this one stands for an app alone (an app-only bearer).',
    remedy: () =>
      'Sign in with X (X Media: Sign In), or set a user access token that has the scope media.write.',
    action: thenSignIn,
  },
  {
    kind: 'client-forbidden',
    when: forbidden('client-forbidden'),
    explanation: () => 'The app that the token belongs to is not attached to a project at X.',
    remedy: ({ problem }) => {
      const page = pageOfX(problem.registrationUrl ?? '');
      return `Attach it in X’s developer console${page === undefined ? '' : `: ${inert(page, 120)}`}.`;
    },
    // Where the answer names no page of X's, it names none that may be opened.
    action: ({ problem }) => toPage(pageOfX(problem.registrationUrl ?? '') ?? consolePage)(),
  },
  { ...unauthorized, when: code(32, 89, 99, 215) },
  { ...notAllowed, when: both(signed, code(220)) },
  { ...missingScope, when: code(220) },
];

/** Refusals of who asked that only the status tells. */
export const callerRefusals: readonly Rule[] = [
  { ...unauthorized, when: status(401) },
  {
    kind: 'credits',
    when: status(402),
    explanation: () => 'The developer account has no credits left; nothing is wrong with the file.',
    remedy: ({ call }) =>
      `Buy credits in X’s developer console (console.x.com), then ${again(call)}.`,
    action: toPage(consolePage),
  },
  { ...notAllowed, when: both(signed, status(403)) },
  { ...missingScope, when: status(403) },
];
