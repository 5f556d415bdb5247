import type { NewAccount } from '../accounts/account.ts';
import { listen } from '../accounts/loopback.ts';
import { isXApiError, type XApiError } from '../api/errors.ts';
import type { OAuth2Client, SignInAttempt } from '../api/oauth2.ts';
import { callbackFromText } from '../api/oauth2Callback.ts';
import { redirectUriOf } from '../api/oauth2Client.ts';
import { hostOf } from '../api/origins.ts';
import type { Environment } from '../environment/environments.ts';
import { settings } from '../environment/settings.ts';
import { tell } from '../views/notifications.ts';
import { waitForBrowser } from '../views/waitForBrowser.ts';
import type { App } from './app.ts';

/** Milliseconds for signing in at X, a forgotten password included. */
const waitMs = 5 * 60_000;
/** The sandbox has no registration: any client id will do. */
const sandboxClient: OAuth2Client = { clientId: 'x-media-upload-sandbox' };

/**
 * *Sign in with X*: OAuth 2.0 with PKCE in the user's browser, which comes back to a listener on
 * this machine, or cannot (in remote windows), and then the address is pasted. Undefined when it
 * came to nothing, which was said unless it was the user's wish.
 *
 * @param setUp asks for the app at X even where one is known
 */
export async function signInWithX(
  app: App,
  environment: Environment,
  setUp: boolean,
): Promise<NewAccount | undefined> {
  const { origin } = environment.baseUrl;
  const client = await clientFor(app, environment, setUp);
  if (client === undefined) return undefined;
  const redirectUri = redirectUriOf(settings.redirectPort());
  // A bundle of its own, which the refresh of tokens shares.
  const oauth2 = await import('../api/oauth2.ts');
  const { hide } = app.redactor;
  const begun = await oauth2.beginSignIn({ origin, client, redirectUri, hide });
  if (!begun.ok) {
    refused(app, begun.problem);
    return undefined;
  }
  const callback = await answerOf(app, begun, oauth2.isAnswerTo);
  if (callback === undefined) return undefined;
  const finished = await oauth2.finishSignIn({
    ...{ attempt: begun.attempt, callback, hide, transport: app.transport },
    ...{ now: app.ports.now, userAgent: app.userAgent, signal: app.signal },
  });
  if (!finished.ok) {
    refused(app, finished.problem);
    return undefined;
  }
  for (const warning of finished.warnings) void tell('warning', warning);
  const { clientId, clientSecret } = client;
  const label = `Account at ${hostOf(origin)}`;
  return { kind: 'oauth2', origin, label, clientId, clientSecret, ...finished.tokens };
}

function refused(
  app: App,
  { explanation, remedy }: { readonly explanation: string; readonly remedy: string },
): void {
  app.log.warn(`Sign in with X: ${explanation}`);
  void tell('error', `${explanation} ${remedy}`, { title: 'Sign In', command: 'xMedia.signIn' });
}

/** The user's app at X: that of the setting, with the secret that an account of it has. */
async function clientFor(
  app: App,
  environment: Environment,
  setUp: boolean,
): Promise<OAuth2Client | undefined> {
  const { name, baseUrl } = environment;
  const clientId = settings.clientId();
  if (name === 'sandbox') return clientId === '' ? sandboxClient : { clientId };
  if (clientId !== '' && !setUp) {
    const accounts = await app.accounts.all(baseUrl.origin);
    const known = accounts.find((one) => one.kind === 'oauth2' && one.clientId === clientId);
    return { clientId, clientSecret: known?.kind === 'oauth2' ? known.clientSecret : undefined };
  }
  const { askForClient } = await import('../views/forms.ts');
  const client = await askForClient({
    host: baseUrl.host,
    callbackUrl: redirectUriOf(settings.redirectPort()),
    ...(clientId === '' ? {} : { clientId }),
    signal: app.signal,
  });
  if (client !== undefined && client.clientId !== clientId) {
    await settings.setClientId(client.clientId);
  }
  return client;
}

/** The address that X sent the browser back to. */
async function answerOf(
  app: App,
  { authorizationUrl, attempt }: { authorizationUrl: URL; attempt: SignInAttempt },
  isAnswerTo: (attempt: SignInAttempt, url: URL) => boolean,
): Promise<URL | undefined> {
  const { redirectUri } = attempt;
  const listening = await listen({
    port: Number(new URL(redirectUri).port),
    accepts: (url) => isAnswerTo(attempt, url),
    timeoutMs: waitMs,
    signal: app.signal,
  }).catch(thrown);
  const deaf = isXApiError(listening);
  if (deaf) app.log.warn(`Sign in with X: ${listening.message}`);
  try {
    return await waitForBrowser({
      title: `Sign in at ${authorizationUrl.host}`,
      address: authorizationUrl,
      prompt: deaf
        ? `${listening.explanation} Authorize the app in the browser, then paste the address that it ended up at.`
        : 'Authorize the app in the browser; it comes back here by itself. Where it cannot (Remote-SSH, Codespaces), paste the address that it ended up at, within 30 seconds.',
      returned: deaf ? undefined : listening.callback,
      read: (text) => {
        const read = callbackFromText(text, redirectUri);
        return 'url' in read && !isAnswerTo(attempt, read.url) ? anothers : read;
      },
      signal: app.signal,
    });
  } catch (error) {
    refused(app, thrown(error));
    return undefined;
  } finally {
    if (!deaf) await listening.close();
  }
}

const anothers = {
  problem: 'That address belongs to another sign-in: paste the one that this sign-in ended up at.',
};

/** What this bundle's own parts reject with; anything else goes its way. */
function thrown(error: unknown): XApiError {
  if (isXApiError(error)) return error;
  throw error;
}
