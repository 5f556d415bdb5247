/** The whole way at the sandbox: its page, the listener the browser comes back to, and the tokens. */
import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { listen } from '../../../src/accounts/loopback.ts';
import { beginSignIn, isAnswerTo, type OAuth2Client } from '../../../src/api/oauth2.ts';
import { callbackFromText } from '../../../src/api/oauth2Callback.ts';
import { startSandbox } from '../../../src/sandbox/server.ts';
import {
  confidentialClient,
  problemOf,
  publicClient,
  redirectUri,
  rig,
  type Rig,
} from './oauth2Rig.ts';
import { standing } from './support.ts';

type Decision = 'authorize' | 'cancel';

/** What a browser does: opens the page, presses a button, and is sent back. */
async function pressed(page: URL, decision: Decision): Promise<URL> {
  const html = await (await request(page)).body.text();
  const ticket = /name="ticket" value="([^"]+)"/.exec(html)?.[1];
  if (ticket === undefined) throw new Error(`No form on the page: ${html}`);
  const { headers, statusCode } = await request(page.origin + page.pathname, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: page.origin },
    body: new URLSearchParams({ ticket, user: 'sandbox', decision }).toString(),
  });
  expect(statusCode).toBe(303);
  return new URL(String(headers.location));
}

/** A sign-in with the listener, on a free port. */
async function signedIn(x: Rig, client: OAuth2Client, decision: Decision) {
  const signal = new AbortController().signal;
  let answers: (url: URL) => boolean = () => false;
  const accepts = (url: URL) => answers(url);
  await using listening = await listen({ port: 0, timeoutMs: 5000, signal, accepts });
  const { redirectUri } = listening;
  const begun = await beginSignIn({ origin: x.origin, client, redirectUri, hide: () => undefined });
  if (!begun.ok) throw new Error(begun.problem.explanation);
  answers = (url) => isAnswerTo(begun.attempt, url);
  const back = await pressed(begun.authorizationUrl, decision);
  const { statusCode, body } = await request(back);
  expect(statusCode).toBe(200);
  expect(await body.text()).toContain('go back to the editor');
  return await x.finish(begun.attempt, await listening.callback);
}

describe('at the sandbox', () => {
  it.each([
    ['a public client', publicClient, false],
    ['a confidential client', confidentialClient, true],
  ])('%s signs in, refreshes, and signs out', async (_, client, confidential) => {
    await using sandbox = await startSandbox({ clock: () => standing });
    await using x = await rig({ origin: sandbox.url });
    const first = await signedIn(x, client, 'authorize');
    if (!first.ok) throw new Error(first.problem.explanation);
    expect(first.warnings).toEqual([]);
    expect(first.tokens.expiresAt).toBe(standing + 7200_000);
    expect(sandbox.grants()).toMatchObject([
      { client_id: client.clientId, confidential, state: 'live', scopes: first.tokens.scopes },
    ]);

    const refreshToken = first.tokens.refreshToken ?? '';
    const second = await x.refresh({ client, refreshToken });
    if (!second.ok) throw new Error(second.problem.explanation);
    expect(second.tokens.accessToken).not.toBe(first.tokens.accessToken);
    expect(second.tokens.refreshToken).not.toBe(refreshToken);
    const me = await request(`${sandbox.url}/2/users/me`, {
      headers: { authorization: `Bearer ${second.tokens.accessToken}` },
    });
    expect(me.statusCode).toBe(200);

    const third = second.tokens.refreshToken ?? '';
    expect(await x.revoke(third, client)).toEqual({ ok: true });
    expect(sandbox.grants()).toMatchObject([{ state: 'revoked', refreshes: 1, reuses: 0 }]);
    const refused = await x.refresh({ client, refreshToken: third });
    expect(refused).toMatchObject({ outcome: 'refused', problem: { status: 400 } });
    expect(problemOf(refused).explanation).toContain('Value passed for the token was invalid.');
  });

  it('a refresh token that comes twice breaks the chain', async () => {
    await using sandbox = await startSandbox({ clock: () => standing });
    await using x = await rig({ origin: sandbox.url });
    const first = await signedIn(x, publicClient, 'authorize');
    const refreshToken = first.ok ? first.tokens.refreshToken : undefined;
    if (refreshToken === undefined) throw new Error('No refresh token');
    expect(await x.refresh({ refreshToken })).toMatchObject({ ok: true });
    expect(await x.refresh({ refreshToken })).toMatchObject({ ok: false, outcome: 'refused' });
    expect(sandbox.grants()).toMatchObject([{ state: 'revoked', reuses: 1 }]);
  });

  it('one who declines is not signed in', async () => {
    await using sandbox = await startSandbox();
    await using x = await rig({ origin: sandbox.url });
    const result = await signedIn(x, publicClient, 'cancel');
    expect(problemOf(result).explanation).toBe('You declined at X, so nobody was signed in.');
    expect(sandbox.grants()).toEqual([]);
  });

  it('one whose browser cannot come back pastes the address', async () => {
    await using sandbox = await startSandbox({ clock: () => standing });
    await using x = await rig({ origin: sandbox.url });
    const { attempt, url } = await x.begin();
    const back = await pressed(url, 'authorize');
    const read = callbackFromText(` ${back.href.replace('http://', '')}\n`, redirectUri);
    if (!('url' in read)) throw new Error(read.problem);
    expect(await x.finish(attempt, read.url)).toMatchObject({ ok: true });
  });

  it('a code that took too long, or another client’s, is refused', async () => {
    let now = standing;
    await using sandbox = await startSandbox({ clock: () => now });
    await using x = await rig({ origin: sandbox.url });
    const { attempt, url } = await x.begin();
    const back = await pressed(url, 'authorize');
    now += 30_000;
    const late = problemOf(await x.finish(attempt, back));
    expect(late.explanation).toContain('it lives 30 seconds and works once.');
    const other = await x.begin();
    const stolen = { ...other.attempt, client: { clientId: 'another-client' } };
    const theirs = await x.finish(stolen, await pressed(other.url, 'authorize'));
    expect(theirs).toMatchObject({ ok: false, problem: { kind: 'refused', status: 400 } });
    expect(sandbox.grants()).toEqual([]);
  });

  it('a verifier that is not the challenge’s is refused', async () => {
    await using sandbox = await startSandbox({ clock: () => standing });
    await using x = await rig({ origin: sandbox.url });
    const { attempt, url } = await x.begin();
    const back = await pressed(url, 'authorize');
    const { verifier } = (await x.begin()).attempt;
    const result = await x.finish({ ...attempt, verifier }, back);
    expect(problemOf(result).explanation).toContain('did not match the code challenge');
    expect(sandbox.grants()).toEqual([]);
  });
});
