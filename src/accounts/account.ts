import { randomBytes, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { inert } from '../api/text.ts';

const secret = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,4096}$/));
const epochMs = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15));

const common = {
  version: v.literal(2),
  id: v.pipe(v.string(), v.uuid()),
  /** Scheme, host and port of the X this belongs to; its secrets go nowhere else. */
  origin: v.pipe(v.string(), v.url()),
  /** What menus, the view and notifications call it, where nothing of it may act; no secret. */
  label: v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(100),
    v.check((text) => inert(text) === text),
  ),
  /** X's id of the user, where X told. */
  userId: v.optional(v.pipe(v.string(), v.regex(/^[0-9]{1,19}$/))),
  /** Counts the changes, so that windows agree on the newest. */
  revision: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Seals what one window leaves for the others (handover.ts): 32 bytes, base64url. */
  handoverKey: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/)),
};

/** A secret as it is stored: one per account, told apart by `kind`. */
export const accountSchema = v.variant('kind', [
  /** A pasted OAuth 2.0 user token, which nothing renews. */
  v.object({ ...common, kind: v.literal('bearer'), accessToken: secret }),
  v.object({
    ...common,
    kind: v.literal('oauth2'),
    clientId: secret,
    clientSecret: v.optional(secret),
    accessToken: secret,
    /** Single use: each refresh brings the next. */
    refreshToken: v.optional(secret),
    expiresAt: v.optional(epochMs),
    scopes: v.array(v.string()),
    /** X refused to refresh: nothing but a new sign-in helps. */
    signInAgain: v.optional(v.literal(true)),
  }),
  v.object({
    ...common,
    kind: v.literal('oauth1'),
    consumerKey: secret,
    consumerSecret: secret,
    accessToken: secret,
    accessTokenSecret: secret,
  }),
]);
export type Account = v.InferOutput<typeof accountSchema>;
export type AccountOf<K extends Account['kind']> = Extract<Account, { kind: K }>;

type Fresh = 'version' | 'id' | 'revision' | 'handoverKey';
/** What a sign-in found out, before it is kept. */
export type NewAccount = { [K in Account['kind']]: Omit<AccountOf<K>, Fresh> }[Account['kind']];

/**
 * A new account; `replaced` is the one that it is the new form of, with whose id it goes on, and
 * with whose key, which is all that another window may have to read it with.
 */
export function accountFrom(
  found: NewAccount,
  replaced?: Pick<Account, 'id' | 'revision' | 'handoverKey'>,
) {
  const fresh = {
    version: 2 as const,
    id: replaced?.id ?? randomUUID(),
    revision: (replaced?.revision ?? 0) + 1,
    handoverKey: replaced?.handoverKey ?? randomBytes(32).toString('base64url'),
  };
  return { ...found, ...fresh } satisfies Account;
}

/** Everything in an account that no log may hold. */
export function secretsOf(account: Account): string[] {
  const { accessToken, handoverKey } = account;
  const held: (string | undefined)[] = [accessToken, handoverKey];
  if (account.kind === 'oauth2') held.push(account.refreshToken, account.clientSecret);
  if (account.kind === 'oauth1') {
    held.push(account.consumerKey, account.consumerSecret, account.accessTokenSecret);
  }
  return held.filter((text) => text !== undefined);
}

/** What kind of credential it is, as the pickers and the view say it. */
export const kindNames: Readonly<Record<Account['kind'], string>> = {
  bearer: 'pasted access token',
  oauth2: 'OAuth 2.0',
  oauth1: 'OAuth 1.0a',
};

/** The account in a sentence: two of one user differ in their kind alone. */
export function nameOf({ label, kind }: Pick<Account, 'label' | 'kind'>): string {
  return `${label} (${kindNames[kind]})`;
}
