import { productionOrigin } from '../api/contract.ts';
import { showForm } from './form.ts';
import { oauth1KeyNames, splitPasted, type OAuth1KeyName, type OAuth1Keys } from './formPaste.ts';
import type { Finding, Form, Values } from './formModel.ts';

export type { OAuth1KeyName, OAuth1Keys };

export interface OAuth1FormOptions {
  /** Host, with its port, of the X that the keys are for. */
  readonly host: string;
  /** The key as it may be sent, or the sentence that says why it cannot be one. */
  readonly check: (
    name: OAuth1KeyName,
    text: string,
  ) => { readonly key: string } | { readonly problem: string };
  /** Tries the keys out; a sentence keeps the form open. */
  readonly submitProblem?: (keys: OAuth1Keys, signal: AbortSignal) => Promise<string | undefined>;
  readonly signal: AbortSignal;
}

const labels: Readonly<Record<OAuth1KeyName, string>> = {
  consumerKey: 'API Key (consumer key)',
  consumerSecret: 'API Key Secret (consumer secret)',
  accessToken: 'Access Token',
  accessTokenSecret: 'Access Token Secret',
};
const helps: Readonly<Record<OAuth1KeyName, string>> = {
  consumerKey: 'All four can be pasted here at once: as lines with labels, .env or JSON.',
  consumerSecret: 'Shown beside the API Key, once.',
  accessToken: 'Of the account that uploads: its user id, a hyphen, letters and digits.',
  accessTokenSecret: 'Shown beside the Access Token, once.',
};

/** What is to be said of one key, beside the others. */
function findingOf(
  name: OAuth1KeyName,
  values: Values<OAuth1KeyName>,
  check: OAuth1FormOptions['check'],
): Finding | undefined {
  const checked = check(name, values[name]);
  if ('problem' in checked) return checked;
  const twin = oauth1KeyNames.find(
    (other) => other !== name && values[other].trim() === checked.key,
  );
  return twin === undefined
    ? undefined
    : { warning: `This is the same as the ${labels[twin]}: copy each of the four by itself.` };
}

function oauth1Form(options: Omit<OAuth1FormOptions, 'signal'>): Form<OAuth1KeyName> {
  const { host, check, submitProblem } = options;
  const production = host === new URL(productionOrigin).host;
  return {
    id: `oauth1 ${host}`,
    title: `OAuth 1.0a keys for ${host}`,
    intro: [
      'With the four keys of your own app, X Media acts as you until you revoke them.',
      'They are kept in the editor’s secret storage. The two secrets never leave this machine: a request carries the API Key, the Access Token and a signature.',
      ...(production
        ? []
        : [
            `Enter keys that ${host} knows. The sandbox of X Media prints its own as JSON, which can be pasted whole.`,
          ]),
    ],
    steps: production
      ? [
          {
            text: 'Open your app in X’s developer console, or create one.',
            link: { label: 'Open the developer console', url: 'https://console.x.com/' },
          },
          {
            text: 'Under User authentication settings, set App permissions to “Read and write”. Do this before the next step: an Access Token keeps the permissions it was made with. X also asks for a Callback URI and a Website URL there; these keys use neither, so any address of yours will do.',
          },
          {
            text: 'Under Keys and tokens, copy the API Key and its secret, then generate the Access Token and its secret. X shows secrets once; generating them again ends the old ones.',
          },
        ]
      : [],
    fields: oauth1KeyNames.map((name) => ({
      name,
      label: labels[name],
      help: helps[name],
      secret: true,
    })),
    submit: 'Keep these keys',
    check: (values) => {
      const findings: Partial<Record<OAuth1KeyName, Finding>> = {};
      for (const name of oauth1KeyNames) {
        const found = findingOf(name, values, check);
        if (found !== undefined) findings[name] = found;
      }
      return findings;
    },
    split: splitPasted,
    ...(submitProblem && {
      submitProblem: (values: Values<OAuth1KeyName>, signal: AbortSignal) =>
        submitProblem(cleaned(values, check), signal),
    }),
  };
}

/** The keys as they may be sent. */
function cleaned(values: Values<OAuth1KeyName>, check: OAuth1FormOptions['check']): OAuth1Keys {
  const key = (name: OAuth1KeyName) => {
    const checked = check(name, values[name]);
    if ('problem' in checked) throw new Error(`The form let a bad ${name} pass`);
    return checked.key;
  };
  return {
    consumerKey: key('consumerKey'),
    consumerSecret: key('consumerSecret'),
    accessToken: key('accessToken'),
    accessTokenSecret: key('accessTokenSecret'),
  };
}

/** Asks for the four keys of OAuth 1.0a. Undefined when the user thinks better of it. */
export async function askForOAuth1Keys({
  signal,
  ...options
}: OAuth1FormOptions): Promise<OAuth1Keys | undefined> {
  const values = await showForm(oauth1Form(options), { signal });
  return values && cleaned(values, options.check);
}
