import * as v from 'valibot';
import { idPattern, paths } from './contract.ts';
import type { Credential } from './mediaApi.ts';
import { lenient, parseJson } from './problem.ts';
import { inert } from './text.ts';
import type { Transport } from './transport.ts';

/** A user of X, as X names it. */
export interface Me {
  readonly id: string;
  /** Without the `@`. */
  readonly username: string;
  /** What the user chose to be called. */
  readonly name?: string | undefined;
}

const envelope = v.object({
  data: v.object({
    id: v.pipe(v.string(), v.regex(idPattern)),
    username: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_]{1,50}$/)),
    name: lenient(v.string()),
  }),
});

/**
 * Whose account this is: `GET /2/users/me`, once. Never rejects: undefined where X does not say,
 * for want of the scope `users.read` or for whatever else. A name is nice to have, and the
 * transport has logged what went wrong.
 */
export async function whoAmI(
  transport: Transport,
  baseUrl: URL,
  credential: Credential,
  userAgent: string,
  signal: AbortSignal,
): Promise<Me | undefined> {
  const url = new URL(paths.me, baseUrl);
  const headers = { accept: 'application/json', 'user-agent': userAgent };
  const answer = await transport
    // The client keeps no connection that a later initialize could be given.
    .send({ method: 'GET', url, headers, fresh: true, credential }, signal)
    .catch(() => undefined);
  if (answer?.status !== 200) return undefined;
  const parsed = v.safeParse(envelope, parseJson(answer.text));
  if (!parsed.success) return undefined;
  const { id, username, name } = parsed.output.data;
  // The name stands in the view, in logs and in state files.
  if (transport.mask(username) !== username) return undefined;
  const shown = name === undefined ? '' : inert(transport.mask(name), 50);
  return { id, username, ...(shown === '' ? {} : { name: shown }) };
}
