/** `/i/oauth2/authorize`: what the page says, whom it trusts, and where it sends its user. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rig, type Rig } from './support.ts';
import {
  asked,
  clientId,
  exchangeForm,
  open,
  openAt,
  post,
  redirectUri,
  submit,
} from './oauth2Support.ts';

let x: Rig;
beforeEach(async () => {
  x = await rig();
});
afterEach(() => x.sandbox.close());

const agree = (ticket: string) => ({ ticket, user: 'sandbox', decision: 'authorize' });

describe('the page', () => {
  it('says what it is, who asks for what, and offers two users and two buttons', async () => {
    const { status, headers, html } = await open(x);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(html).toContain('This is the sandbox, not X.');
    expect(html).toContain(`<strong>${clientId}</strong>`);
    for (const scope of ['media.write', 'users.read', 'tweet.read', 'offline.access']) {
      expect(html).toContain(`<code>${scope}</code>`);
    }
    expect(html).toContain('Upload media, such as photos and videos, for you');
    expect(html).toMatch(/value="sandbox" checked>/);
    expect(html).toMatch(/value="second">/);
    expect(html).toMatch(/<button [^>]*>Authorize app<\/button>/);
    expect(html).toMatch(/<button [^>]*>Cancel<\/button>/);
    expect(html).toContain(redirectUri);
    // Relative: an editor in the browser may serve the page below a path of its own.
    expect(html).toContain('<form method="post" action="authorize">');
    expect(html).not.toMatch(/<script|https?:\/\/(?!127\.0\.0\.1:8765)/);
  });

  it('lists only the scopes that are asked for', async () => {
    const { html } = await open(x, { scope: 'tweet.write' });
    expect(html).toContain('<code>tweet.write</code>');
    expect(html).not.toContain('media.write');
  });

  it('may load nothing, be framed nowhere, and lead to the app only', async () => {
    const { headers } = await open(x, { redirect_uri: 'http://localhost:4321/callback' });
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self' http:\/\/localhost:4321; frame-ancestors 'none'; base-uri 'none'$/,
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('shows hostile text as text', async () => {
    const hostile = '"><script>alert(1)</script><b \'&amp;';
    for (const name of Object.keys(asked)) {
      const { html } = await open(x, { [name]: hostile });
      expect(html).not.toContain('<script');
      expect(html).not.toContain("<b '");
    }
    const { html } = await open(x, { scope: hostile });
    expect(html).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;b');
  });

  it('stays on the log without a call, with what was decided and no ticket', async () => {
    const { ticket } = await open(x);
    await submit(x, agree(ticket));
    expect(x.sandbox.requests()).toMatchObject([
      { call: null, method: 'GET', answered: 200, body: null },
      {
        call: null,
        method: 'POST',
        path: '/i/oauth2/authorize',
        body: { user: 'sandbox', decision: 'authorize' },
        answered: 303,
      },
    ]);
    expect(JSON.stringify(x.sandbox.requests())).not.toContain(ticket);
  });

  it.each(['HEAD', 'PUT', 'DELETE'])('answers 405 to %s', async (method) => {
    const { status, headers } = await x.call(method, '/i/oauth2/authorize');
    expect(status).toBe(405);
    expect(headers.get('allow')).toBe('GET, POST');
  });
});

describe('a request that is wrong', () => {
  const gone = undefined;
  it.each<[string, Record<string, string | undefined>, string]>([
    ['no client_id', { client_id: gone }, 'client_id'],
    ['a client_id with a space', { client_id: 'a b' }, 'client_id'],
    ['a client_id that is too long', { client_id: 'a'.repeat(101) }, 'client_id'],
    ['no redirect_uri', { redirect_uri: gone }, 'redirect_uri'],
    ['a redirect to elsewhere', { redirect_uri: 'http://evil.example/callback' }, 'redirect_uri'],
    ['a look-alike', { redirect_uri: 'http://127.0.0.1:80@evil.example/callback' }, 'redirect_uri'],
    ['a subdomain', { redirect_uri: 'http://127.0.0.1.evil.example:80/callback' }, 'redirect_uri'],
    ['another path', { redirect_uri: 'http://127.0.0.1:80/callback/' }, 'redirect_uri'],
    ['a query', { redirect_uri: 'http://127.0.0.1:80/callback?a=b' }, 'redirect_uri'],
    ['a line break', { redirect_uri: 'http://127.0.0.1:80/callback\n' }, 'redirect_uri'],
    ['no port', { redirect_uri: 'http://127.0.0.1/callback' }, 'redirect_uri'],
    ['port 0', { redirect_uri: 'http://127.0.0.1:0/callback' }, 'redirect_uri'],
    ['port 65536', { redirect_uri: 'http://127.0.0.1:65536/callback' }, 'redirect_uri'],
    ['https', { redirect_uri: 'https://127.0.0.1:80/callback' }, 'redirect_uri'],
    ['no response_type', { response_type: gone }, 'unsupported_response_type'],
    ['the implicit grant', { response_type: 'token' }, 'unsupported_response_type'],
    ['no scope', { scope: gone }, 'invalid_scope'],
    ['a scope of spaces', { scope: '  ' }, 'invalid_scope'],
    ['an unknown scope', { scope: 'media.write media.read' }, 'knows no scope media.read'],
    ['scopes with commas', { scope: 'media.write,users.read' }, 'invalid_scope'],
    ['no state', { state: gone }, 'state'],
    ['an empty state', { state: '' }, 'state'],
    ['a state of 501 characters', { state: 's'.repeat(501) }, 'state'],
    ['no challenge', { code_challenge: gone }, 'code_challenge'],
    ['a padded challenge', { code_challenge: `${asked.code_challenge ?? ''}=` }, 'code_challenge'],
    ['no challenge method', { code_challenge_method: gone }, 'code_challenge_method'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'code_challenge_method'],
    ['a challenge method in lower case', { code_challenge_method: 's256' }, 'challenge_method'],
  ])('gets a page and no redirect: %s', async (_, changes, reason) => {
    const { status, headers, html, ticket } = await open(x, changes);
    expect(status).toBe(400);
    expect(headers.location).toBeUndefined();
    expect(html).toContain('You weren’t able to give access to the App.');
    expect(html).toContain(reason);
    expect(ticket).toBe('');
    expect(headers['content-security-policy']).toContain("form-action 'none'");
  });

  it('includes one that says something twice', async () => {
    const query = new URLSearchParams({ ...asked });
    query.append('redirect_uri', 'http://127.0.0.1:9/callback');
    const { status, html } = await openAt(x, query.toString());
    expect(status).toBe(400);
    expect(html).toContain('redirect_uri is given more than once');
  });

  it.each([
    ['http://127.0.0.1:1/callback'],
    ['http://localhost:65535/callback'],
    ['http://127.0.0.1:80/callback'],
  ])('is not %s', async (redirect_uri) => {
    expect((await open(x, { redirect_uri })).status).toBe(200);
  });

  it('is not a state of 500 characters of any kind', async () => {
    const state = '&code=forged#?/\\"\'<>%00 +é'.padEnd(500, 's');
    const { ticket } = await open(x, { state });
    const { location } = await submit(x, agree(ticket));
    expect(location?.searchParams.getAll('state')).toEqual([state]);
    expect(location?.searchParams.getAll('code')).toHaveLength(1);
  });
});

describe('the form', () => {
  it('leads back to the app with a code and its state', async () => {
    const { ticket } = await open(x);
    const { status, headers, location } = await submit(x, agree(ticket));
    expect(status).toBe(303);
    expect(headers['cache-control']).toBe('no-store');
    expect(`${location?.origin ?? ''}${location?.pathname ?? ''}`).toBe(redirectUri);
    expect([...(location?.searchParams.keys() ?? [])].sort()).toEqual(['code', 'state']);
    expect(location?.searchParams.get('state')).toBe(asked.state);
    const code = location?.searchParams.get('code') ?? '';
    expect((await post(x, 'token', exchangeForm(code))).status).toBe(200);
  });

  it('leads back with access_denied after Cancel, and grants nothing', async () => {
    const { ticket } = await open(x);
    const { status, location } = await submit(x, { ticket, user: 'sandbox', decision: 'cancel' });
    expect(status).toBe(303);
    expect(Object.fromEntries(location?.searchParams ?? [])).toEqual({
      error: 'access_denied',
      state: asked.state,
    });
    expect(x.sandbox.grants()).toEqual([]);
  });

  it('counts once', async () => {
    const { ticket } = await open(x);
    await submit(x, agree(ticket));
    const { status, location, html } = await submit(x, agree(ticket));
    expect(status).toBe(400);
    expect(location).toBeUndefined();
    expect(html).toContain('answered already');
  });

  it('counts for ten minutes', async () => {
    const { ticket: inTime } = await open(x);
    const { ticket: late } = await open(x);
    x.pass(599_999);
    expect((await submit(x, agree(inTime))).status).toBe(303);
    x.pass(1);
    expect((await submit(x, agree(late))).status).toBe(400);
  });

  it('answers the request of its own page, whatever else it says', async () => {
    const { ticket } = await open(x);
    await open(x, { redirect_uri: 'http://127.0.0.1:9/callback', state: 'of another' });
    const more = { redirect_uri: 'http://127.0.0.1:9/callback', state: 'of another' };
    const { location } = await submit(x, { ...more, ...agree(ticket) });
    expect(location?.port).toBe('8765');
    expect(location?.searchParams.get('state')).toBe(asked.state);
  });

  it.each<[string, Record<string, string>]>([
    ['no ticket', { ticket: '' }],
    ['another ticket', { ticket: 'x'.repeat(43) }],
    ['no decision', { decision: '' }],
    ['another decision', { decision: 'maybe' }],
    ['an unknown user', { user: 'somebody' }],
  ])('is refused with %s', async (_, changes) => {
    const { ticket } = await open(x);
    const { status, location } = await submit(x, { ...agree(ticket), ...changes });
    expect(status).toBe(400);
    expect(location).toBeUndefined();
  });

  it('is refused as JSON', async () => {
    const { ticket } = await open(x);
    const { status } = await x.call('POST', '/i/oauth2/authorize', agree(ticket));
    expect(status).toBe(400);
  });

  it('keeps 100 pages open, the newest ones', async () => {
    const { ticket: first } = await open(x);
    const { ticket: second } = await open(x);
    for (let n = 0; n < 99; n += 1) await open(x);
    expect((await submit(x, agree(first))).status).toBe(400);
    expect((await submit(x, agree(second))).status).toBe(303);
  });
});

describe('another page', () => {
  const evil = 'http://evil.example';
  it.each<[string, (own: string) => Record<string, string>, number]>([
    ['the sandbox itself', (own) => ({ origin: own }), 303],
    ['no page, as programs do', () => ({}), 303],
    ['a page elsewhere', () => ({ origin: evil }), 403],
    ['a page that hides its origin', () => ({ origin: 'null' }), 403],
    ['a page on another port here', () => ({ origin: 'http://127.0.0.1:1' }), 403],
    ['a name of its own for this machine', () => ({ origin: evil, host: 'evil.example' }), 403],
    ['such a name alone', () => ({ host: '127.0.0.1.evil.example' }), 403],
    ['a forwarded port', () => ({ origin: 'http://localhost:9000', host: 'localhost:9000' }), 303],
  ])('submits the form from %s', async (_, headers, expected) => {
    const { ticket } = await open(x);
    const { status, location } = await submit(x, agree(ticket), headers(x.sandbox.url));
    expect(status).toBe(expected);
    expect(location === undefined).toBe(expected !== 303);
    // A refusal leaves the page that the user has open as it was.
    if (expected === 403) expect((await submit(x, agree(ticket))).status).toBe(303);
  });

  it('cannot read the page by a name of its own for this machine', async () => {
    const { status, ticket } = await open(x, {}, { host: 'evil.example' });
    expect(status).toBe(403);
    expect(ticket).toBe('');
  });
});
