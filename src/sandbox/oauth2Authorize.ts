/** `/i/oauth2/authorize`: a request becomes a page, and what the user says there an answer. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Random } from './ids.ts';
import { users } from './me.ts';
import type { Grants } from './oauth2Grants.ts';
import { consentPage, errorPage } from './oauth2Page.ts';
import { authorizationRequest, callbackUrl, type AuthorizationRequest } from './oauth2Request.ts';
import type { Answer } from './problems.ts';

/** Milliseconds that a page waits for its user. */
const pageLife = 10 * 60_000;
/** Pages that wait at once; opening one needs no credential. */
const pagesMax = 100;

interface OpenPage {
  readonly request: AuthorizationRequest;
  readonly expiresAt: number;
}

export class Authorization {
  readonly #clock: () => number;
  readonly #random: Random;
  readonly #grants: Grants;
  readonly #pages = new Map<string, OpenPage>();

  constructor(clock: () => number, random: Random, grants: Grants) {
    this.#clock = clock;
    this.#random = random;
    this.#grants = grants;
  }

  /** `GET`: the page, or the one that says what is wrong. */
  ask(headers: IncomingHttpHeaders, query: URLSearchParams): Answer {
    if (!isOwn(headers)) return foreign();
    const request = authorizationRequest(query);
    if (typeof request === 'string') return errorPage(400, request);
    const ticket = Buffer.from(this.#random(32)).toString('base64url');
    this.#pages.set(ticket, { request, expiresAt: this.#clock() + pageLife });
    const [oldest] = this.#pages.keys();
    if (this.#pages.size > pagesMax && oldest !== undefined) this.#pages.delete(oldest);
    return consentPage(request, ticket);
  }

  /** `POST` of the page's form: back to the app, with a code or without. */
  decide(headers: IncomingHttpHeaders, form: URLSearchParams | undefined): Answer {
    if (!isOwn(headers)) return foreign();
    const ticket = form?.get('ticket') ?? '';
    const page = this.#pages.get(ticket);
    this.#pages.delete(ticket);
    if (page === undefined || this.#clock() >= page.expiresAt) {
      return errorPage(400, 'This page was answered already, or is too old. Sign in again.');
    }
    const { request } = page;
    const decision = form?.get('decision');
    const user = users.find(({ username }) => username === form?.get('user'));
    if (decision === 'cancel') return redirect(callbackUrl(request, { error: 'access_denied' }));
    if (decision !== 'authorize' || user === undefined) {
      return errorPage(400, 'The form came without a decision, or without a user.');
    }
    const code = this.#grants.agree({ ...request, user });
    return redirect(callbackUrl(request, { code }));
  }
}

/**
 * Whether a request comes from this machine's own address and, where the browser names the page it
 * was sent from, from the sandbox's. The port may be another one than the sandbox's: editors
 * forward it. A page elsewhere cannot submit the form, nor read its ticket by a name of its own
 * that points to this machine.
 */
function isOwn({ host = '', origin }: IncomingHttpHeaders): boolean {
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?$/i.test(host)) return false;
  return origin === undefined || origin.toLowerCase() === `http://${host}`.toLowerCase();
}

function foreign(): Answer {
  return errorPage(403, 'The request came from another page than the sandbox’s own.');
}

/** 303: the browser follows with a GET, and takes nothing of the form along. */
function redirect(location: string): Answer {
  return {
    status: 303,
    headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
    body: '',
  };
}
