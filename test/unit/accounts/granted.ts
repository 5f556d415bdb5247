/** Signing in at the sandbox as a user does, and windows that then act. */
import { request } from 'undici';
import { accountFrom, type AccountOf } from '../../../src/accounts/account.ts';
import { isXApiError, type XErrorKind } from '../../../src/api/errors.ts';
import type { Initialized } from '../../../src/api/mediaApi.ts';
import { beginSignIn, finishSignIn } from '../../../src/api/oauth2.ts';
import { V2MediaApi } from '../../../src/api/v2.ts';
import { startSandbox, type RecordedRequest, type Sandbox } from '../../../src/sandbox/server.ts';
import { png } from '../api/support.ts';
import { Machine, type Window } from './windows.ts';

const redirectUri = 'http://127.0.0.1:17871/callback';
const client = { clientId: 'test-client' };
const userAgent = 'test/1';

export type Signed = AccountOf<'oauth2'>;
export type User = 'sandbox' | 'second';

/** Signs in at the sandbox, over its page, perhaps to `replaced` anew; kept nowhere yet. */
export async function granted(
  origin: string,
  { transport, redactor, ports }: Window,
  { user = 'sandbox', replaced }: { readonly user?: User; readonly replaced?: Signed } = {},
): Promise<Signed> {
  const hide = (secret: string) => {
    redactor.hide(secret);
  };
  const begun = await beginSignIn({ origin, client, redirectUri, hide });
  if (!begun.ok) throw new Error(begun.problem.explanation);
  const finished = await finishSignIn({
    ...{ attempt: begun.attempt, callback: await authorized(begun.authorizationUrl, user) },
    ...{ transport, hide, now: ports.now, userAgent, signal: new AbortController().signal },
  });
  if (!finished.ok) throw new Error(finished.problem.explanation);
  const found = { kind: 'oauth2', origin, label: `@${user}`, ...client } as const;
  return accountFrom({ ...found, ...finished.tokens }, replaced) as Signed;
}

/** What a browser does with the page: opens it, presses *Authorize app*, and is sent back. */
async function authorized(page: URL, user: User): Promise<URL> {
  const html = await (await request(page)).body.text();
  const ticket = /name="ticket" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const { headers, body } = await request(page.origin + page.pathname, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: page.origin },
    body: new URLSearchParams({ ticket, user, decision: 'authorize' }).toString(),
  });
  await body.dump();
  return new URL(String(headers.location));
}

/** What came of a call: `ok`, or the kind of its failure. */
export type Result = 'ok' | XErrorKind;

export const hour = 3_600_000;

/** A sandbox, a machine, and an account that was signed in to; every window of it is disposed. */
export class Scene implements AsyncDisposable {
  readonly machine: Machine;
  readonly sandbox: Sandbox;
  readonly account: Signed;
  readonly #windows: Window[];

  private constructor(machine: Machine, sandbox: Sandbox, account: Signed, first: Window) {
    this.machine = machine;
    this.sandbox = sandbox;
    this.account = account;
    this.#windows = [first];
  }

  static async start(
    kind: 'desktop' | 'browser',
    options: { readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void> } = {},
  ): Promise<Scene> {
    const machine = await Machine.start(kind);
    const clock = { aheadMs: 0 };
    const sandbox = await startSandbox({
      clock: () => machine.now() + clock.aheadMs,
      ...(options.sleep === undefined ? {} : { sleep: options.sleep }),
    });
    const first = machine.window();
    const account = await granted(sandbox.url, first);
    await first.accounts.add(account);
    const scene = new Scene(machine, sandbox, account, first);
    scene.#clock = clock;
    return scene;
  }

  #clock = { aheadMs: 0 };

  /** Ends the access token at X, while the windows think it good. */
  expireAtX(): void {
    this.#clock.aheadMs += 2 * hour;
  }

  /** Ends the access token, or leaves some milliseconds of it. */
  expire(leftMs = 0): void {
    this.machine.advance(2 * hour - leftMs);
  }

  window(options?: Parameters<Machine['window']>[0]): Window {
    const window = this.machine.window(options);
    this.#windows.push(window);
    return window;
  }

  /** Initializes as the account that acts in the window. */
  async initialize(window: Window, signal = new AbortController().signal): Promise<Initialized> {
    const baseUrl = new URL(this.sandbox.url);
    const environment = { name: 'custom', baseUrl, title: baseUrl.host } as const;
    const acting = await window.credentials.find(environment, 'v2');
    if (acting === undefined) throw new Error('Nobody is signed in');
    const { credential } = acting;
    const { transport, ports } = window;
    const api = new V2MediaApi({ baseUrl, credential, transport, ports, userAgent });
    return api.initialize(png, { signal });
  }

  async result(window: Window, signal?: AbortSignal): Promise<Result> {
    try {
      await this.initialize(window, signal);
      return 'ok';
    } catch (error) {
      if (isXApiError(error)) return error.kind;
      throw error;
    }
  }

  /** The calls of a kind that came to X since this was last asked for them. */
  came(call: 'token' | 'initialize' | 'revoke'): RecordedRequest[] {
    const all = this.sandbox.requests().filter((one) => one.call === call);
    const before = this.#seen.get(call) ?? (call === 'token' ? 1 : 0);
    this.#seen.set(call, all.length);
    return all.slice(before);
  }

  /** How many have come; that of the sign-in is none of the tokens'. */
  readonly #seen = new Map<string, number>();

  /** The account as a window that loads now finds it. */
  async found(): Promise<Signed | undefined> {
    return (await this.window().accounts.get(this.account.id)) as Signed | undefined;
  }

  /** Refreshes and reuses of the first sign-in, as X counts them. */
  get chain(): { readonly refreshes: number; readonly reuses: number } {
    const [grant] = this.sandbox.grants();
    if (grant === undefined) throw new Error('Nobody has signed in');
    const { refreshes, reuses } = grant;
    return { refreshes, reuses };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#windows.map((window) => window[Symbol.asyncDispose]()));
    await this.sandbox.close();
    await this.machine[Symbol.asyncDispose]();
  }
}

/** Resolves once `condition` holds, which something under way brings about. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 2));
}
