import { productionOrigin } from '../api/contract.ts';
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

/** What else X’s portal shows, by its looks. */
const lookalikes: readonly (readonly [RegExp, string])[] = [
  [/^\d+$/, 'the number of the app'],
  [/^\d+-/, 'an Access Token'],
  [/^A{10}/, 'a Bearer Token'],
];

/** What keeps a text from being a client id, as the setting xMedia.oauth2.clientId takes it. */
function clientIdFinding(text: string): Finding | undefined {
  const id = text.trim();
  if (/\s/.test(id)) {
    return { problem: 'A Client ID has no spaces: copy it again, whole and alone.' };
  }
  if (!/^[\w-]*$/.test(id)) {
    return { problem: 'A Client ID has letters, digits, - and _ only: copy it again, alone.' };
  }
  if (id.length > 200) {
    return { problem: 'That is too long for a Client ID: copy it again, alone.' };
  }
  const [, lookalike] = lookalikes.find(([looks]) => looks.test(id)) ?? [];
  if (lookalike === undefined) return undefined;
  return {
    warning: `This looks like ${lookalike}. The Client ID stands under Keys and tokens, at OAuth 2.0.`,
  };
}

function clientSecretFinding(text: string, clientId: string): Finding | undefined {
  const secret = text.trim();
  // What may stand in a header: one word of printable ASCII.
  if (!/^[\x21-\x7e]*$/.test(secret)) {
    return {
      problem:
        'A Client Secret has no spaces and no special letters: copy it again, whole and alone.',
    };
  }
  if (secret.length > 4096) return { problem: 'That is far too long for a Client Secret.' };
  if (secret !== '' && secret === clientId.trim()) {
    return { problem: 'This is the Client ID again. Leave the field empty if there is no secret.' };
  }
  return undefined;
}

function checkClient({ clientId, clientSecret }: Values<ClientPart>): Findings<ClientPart> {
  const ofId = clientIdFinding(clientId);
  const ofSecret = clientSecretFinding(clientSecret, clientId);
  return { ...(ofId && { clientId: ofId }), ...(ofSecret && { clientSecret: ofSecret }) };
}

const clientOf = ({ clientId, clientSecret }: Values<ClientPart>): Client => {
  const secret = clientSecret.trim();
  return { clientId: clientId.trim(), ...(secret === '' ? {} : { clientSecret: secret }) };
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
