import { productionOrigin } from '../api/contract.ts';
import {
  checkClientId,
  checkClientSecret,
  unquoted,
  type CheckedText,
} from '../api/oauth2Client.ts';
import { showForm } from './form.ts';
import type { Finding, Findings, Form, FormStep, Values } from './formModel.ts';

export interface Client {
  readonly clientId: string;
  /** Of a confidential client alone. */
  readonly clientSecret?: string;
}
type ClientPart = keyof Client;

export interface ClientFormOptions {
  /** Host, with its port, of the X to sign in to. */
  readonly host: string;
  /** The redirect URI to register, exactly as it will be sent. */
  readonly callbackUrl: string;
  /** The client id known so far, which is no secret. */
  readonly clientId?: string;
  /** A last word on the client; a sentence keeps the form open. */
  readonly submitProblem?: (client: Client, signal: AbortSignal) => Promise<string | undefined>;
  readonly signal: AbortSignal;
}

const sameTwice: Finding = {
  problem: 'This is the Client ID again. Leave the field empty if there is no secret.',
};

function findingOf(checked: CheckedText): Finding | undefined {
  if ('problem' in checked) return checked;
  return checked.warning === undefined ? undefined : { warning: checked.warning };
}

function checkClient({ clientId, clientSecret }: Values<ClientPart>): Findings<ClientPart> {
  const ofId = findingOf(checkClientId(clientId));
  const ofSecret =
    clientSecret.trim() === clientId.trim()
      ? sameTwice
      : findingOf(checkClientSecret(clientSecret));
  return { ...(ofId && { clientId: ofId }), ...(ofSecret && { clientSecret: ofSecret }) };
}

const clientOf = ({ clientId, clientSecret }: Values<ClientPart>): Client => {
  const secret = unquoted(clientSecret);
  return { clientId: unquoted(clientId), ...(secret === '' ? {} : { clientSecret: secret }) };
};

const isProduction = (host: string) => host === new URL(productionOrigin).host;

function guide(host: string, callbackUrl: string): readonly FormStep[] {
  const copy = { label: 'Callback URI', value: callbackUrl };
  if (!isProduction(host)) {
    return [{ text: `Register this Callback URI at ${host}, exactly as it stands here.`, copy }];
  }
  return [
    {
      text: 'Sign in to X’s developer console and create an app, inside a project if the console asks for one. X may want credits for API calls; they are bought there too.',
      link: { label: 'Open the developer console', url: 'https://console.x.com/' },
    },
    {
      text: 'In the app, set up User authentication settings. App permissions: “Read and write”. Type of App: “Native App”.',
    },
    {
      text: 'As Callback URI, register exactly this address. As Website URL, any address of yours will do. Save.',
      copy,
    },
    { text: 'Under Keys and tokens, copy the OAuth 2.0 Client ID and paste it below.' },
  ];
}

function clientForm(options: Omit<ClientFormOptions, 'signal'>): Form<ClientPart> {
  const { host, callbackUrl, clientId = '', submitProblem } = options;
  return {
    id: `oauth2 ${host} ${callbackUrl}`,
    title: isProduction(host) ? 'Sign in with X' : `Sign in to ${host}`,
    intro: [
      'You sign in through an app of your own. Registering it takes a few minutes, once; from then on signing in is a click in the browser.',
    ],
    steps: guide(host, callbackUrl),
    fields: [
      {
        name: 'clientId',
        label: 'Client ID',
        help: 'No secret. It is kept in the setting xMedia.oauth2.clientId.',
        secret: false,
        initial: clientId,
      },
      {
        name: 'clientSecret',
        label: 'Client Secret',
        help: 'Leave it empty for a Native App. The type “Web App, Automated App or Bot” has one; it is kept in the editor’s secret storage.',
        secret: true,
        optional: true,
      },
    ],
    submit: 'Continue in the browser',
    check: checkClient,
    ...(submitProblem && {
      submitProblem: (values: Values<ClientPart>, signal: AbortSignal) =>
        submitProblem(clientOf(values), signal),
    }),
  };
}

/**
 * Leads through the registration of an app at X and asks for its client id, and for its secret if
 * it has one. Undefined when the user thinks better of it.
 */
export async function askForClient({
  signal,
  ...options
}: ClientFormOptions): Promise<Client | undefined> {
  const values = await showForm(clientForm(options), { signal });
  return values && clientOf(values);
}
