/** What would mend a failure, as a button says it. */
import { accountPage, consolePage, errorsPage, type RemedyAction } from '../api/action.ts';
import { formatTime } from '../api/time.ts';
import type { Failure, UploadRecord } from '../uploads/record.ts';
import { mayInitializeAgain, mayUpload } from '../uploads/states.ts';

/** Of a failure, what decides over its button. */
export type Mendable = Pick<Failure, 'kind' | 'action'>;

const again: RemedyAction = { kind: 'again' };
const signIn: RemedyAction = { kind: 'sign-in' };

/** For what fails before X answers, and for rows that an earlier version wrote. */
const byKind: Readonly<Record<string, RemedyAction>> = {
  unauthorized: signIn,
  'missing-scope': signIn,
  'unsupported-authentication': signIn,
  'wrong-origin': signIn,
  'signed-out': signIn,
  'sign-in-again': signIn,
  'needs-oauth1': signIn,
  'account-suspended': signIn,
  'read-only-app': { kind: 'open', url: consolePage },
  proxy: { kind: 'settings', setting: 'http.proxy' },
  unreachable: again,
  'untrusted-certificate': again,
  'no-tls': again,
  timeout: again,
  interrupted: again,
  'sandbox-gone': again,
  closed: again,
};

export function actionOf({ kind, action }: Mendable): RemedyAction | undefined {
  return action ?? (Object.hasOwn(byKind, kind) ? byKind[kind] : undefined);
}

/** The command by which an upload goes on: the one that keeps what X has, where it has anything. */
export function againFor(
  record: UploadRecord,
  now: number,
): 'xMedia.upload' | 'xMedia.initializeAgain' | undefined {
  if (mayUpload(record, now)) return 'xMedia.upload';
  return mayInitializeAgain(record, now) ? 'xMedia.initializeAgain' : undefined;
}

const againTitles = { 'xMedia.upload': 'Continue', 'xMedia.initializeAgain': 'Initialize Again' };

const pages: Readonly<Record<string, string>> = {
  [consolePage]: 'Open Developer Console',
  [errorsPage]: 'Open X’s List of Errors',
  [accountPage]: 'Open x.com',
};

/**
 * What the button says; undefined where there is nothing to press: no row goes on any more.
 *
 * @param record the row that the failure is of, as it is now
 */
export function titleOf(
  action: RemedyAction,
  record: UploadRecord | undefined,
  now: number,
): string | undefined {
  const command = record && againFor(record, now);
  switch (action.kind) {
    case 'sign-in':
      return 'Sign In';
    case 'settings':
      return 'Open Settings';
    case 'open':
      return Object.hasOwn(pages, action.url) ? pages[action.url] : 'Open X’s Page';
    case 'options':
      return record && 'Initialize with Options…';
    case 'wait':
      if (action.until > now) return command && `Wait until ${formatTime(action.until, now)}`;
      return command && againTitles[command];
    default:
      return command && againTitles[command];
  }
}
