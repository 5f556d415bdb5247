/** The sandbox as an independent client meets it: oauth4webapi, which knows nothing of X. */
import * as oauth from 'oauth4webapi';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rig, type Rig } from './support.ts';
import { clientId, me, openAt, redirectUri, submit } from './oauth2Support.ts';

let x: Rig;
let as: oauth.AuthorizationServer;
beforeEach(async () => {
  x = await rig();
  const { url } = x.sandbox;
  as = {
    issuer: url,
    authorization_endpoint: `${url}/i/oauth2/authorize`,
    token_endpoint: `${url}/2/oauth2/token`,
    revocation_endpoint: `${url}/2/oauth2/revoke`,
  };
});
afterEach(() => x.sandbox.close());

const client: oauth.Client = { client_id: clientId };
// eslint-disable-next-line @typescript-eslint/no-deprecated -- deprecated to stand out; this is loopback
const insecure = { [oauth.allowInsecureRequests]: true };

interface Visit {
  readonly location: URL;
  readonly state: string;
  readonly verifier: string;
}

/** From the app's address for its user to where the page sends that user back. */
async function visit(decision: string): Promise<Visit> {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: 'media.write users.read tweet.read offline.access',
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  const { ticket } = await openAt(x, query.toString());
  const { location } = await submit(x, { ticket, user: 'second', decision });
  if (location === undefined) throw new Error('The page leads nowhere.');
  return { location, state, verifier };
}

async function exchanged(auth: oauth.ClientAuth, { location, state, verifier }: Visit) {
  const parameters = oauth.validateAuthResponse(as, client, location, state);
  const answer = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    auth,
    parameters,
    redirectUri,
    verifier,
    insecure,
  );
  return oauth.processAuthorizationCodeResponse(as, client, answer);
}

async function refreshed(auth: oauth.ClientAuth, token: string | undefined) {
  const answer = await oauth.refreshTokenGrantRequest(as, client, auth, token ?? '', insecure);
  return oauth.processRefreshTokenResponse(as, client, answer);
}

describe('oauth4webapi', () => {
  it.each<[string, () => oauth.ClientAuth]>([
    ['a public client', () => oauth.None()],
    ['a confidential client', () => oauth.ClientSecretBasic('s3cret: with+signs %')],
  ])('signs in, refreshes and revokes as %s', async (_, authOf) => {
    const auth = authOf();
    const first = await exchanged(auth, await visit('authorize'));
    expect(first).toMatchObject({ token_type: 'bearer', expires_in: 7200 });
    expect((await me(x, first.access_token)).json).toMatchObject({ data: { username: 'second' } });

    const second = await refreshed(auth, first.refresh_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await me(x, second.access_token)).status).toBe(200);

    const token = second.refresh_token ?? '';
    const answer = await oauth.revocationRequest(as, client, auth, token, insecure);
    await oauth.processRevocationResponse(answer);
    expect((await me(x, second.access_token)).status).toBe(401);
    await expect(refreshed(auth, token)).rejects.toMatchObject({
      error: 'invalid_request',
      error_description: 'Value passed for the token was invalid.',
      status: 400,
    });
  });

  it('hears that the user cancelled', async () => {
    const { location, state } = await visit('cancel');
    expect(() => oauth.validateAuthResponse(as, client, location, state)).toThrow(
      expect.objectContaining({ error: 'access_denied' }) as Error,
    );
  });

  it('does not take an answer to another sign-in', async () => {
    const { location } = await visit('authorize');
    expect(() => {
      oauth.validateAuthResponse(as, client, location, 'state of another');
    }).toThrow(/state/);
  });

  it('meets a challenge with another secret, and none without one', async () => {
    const first = await exchanged(oauth.ClientSecretBasic('right'), await visit('authorize'));
    await expect(
      refreshed(oauth.ClientSecretBasic('wrong'), first.refresh_token),
    ).rejects.toMatchObject({ code: oauth.WWW_AUTHENTICATE_CHALLENGE, status: 401 });
    await expect(refreshed(oauth.None(), first.refresh_token)).rejects.toMatchObject({
      code: oauth.RESPONSE_BODY_ERROR,
      error: 'unauthorized_client',
      status: 401,
    });
  });

  it('reads a refusal on request, with a body and without one', async () => {
    const { refresh_token } = await exchanged(oauth.None(), await visit('authorize'));
    const body = { error: 'invalid_grant', error_description: 'On request.' };
    x.sandbox.arm({ call: 'token', action: { status: 400, body } });
    await expect(refreshed(oauth.None(), refresh_token)).rejects.toMatchObject({
      error: 'invalid_grant',
      status: 400,
    });
    x.sandbox.arm({ call: 'token', action: { status: 401 } });
    await expect(refreshed(oauth.None(), refresh_token)).rejects.toMatchObject({
      error: 'invalid_request',
      status: 401,
    });
    expect((await refreshed(oauth.None(), refresh_token)).token_type).toBe('bearer');
  });
});
