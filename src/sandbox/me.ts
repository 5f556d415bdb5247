/** The users of the sandbox, and `GET /2/users/me`: which of them is calling. */
import { sandboxUser, type Caller, type Rejection } from './callers.ts';
import type { JsonObject } from './json.ts';
import { plainProblem, Refused, type Answer } from './problems.ts';
import { refusalOf } from './v2.ts';

export interface User {
  readonly id: string;
  readonly username: string;
  readonly name: string;
}

/** The first one is who calls with the token and the keys that the sandbox prints at its start. */
export const users: readonly [User, User] = [
  sandboxUser,
  { id: '1700000000000000001', username: 'second', name: 'Second' },
];

/** What X's description lets this call's query carry; the sandbox answers the same to all of it. */
export const meQuery = ['user.fields', 'expansions', 'tweet.fields'];

/** X's page on this call asks for both scopes. */
export function meRefusal(caller: Caller | Rejection): Answer | undefined {
  return refusalOf(caller, 'users.read') ?? refusalOf(caller, 'tweet.read');
}

/** `data` of the answer. */
export function me(caller: Caller | Rejection): JsonObject {
  if (typeof caller === 'string') throw new Refused(plainProblem(401));
  const { userId: id, username } = caller;
  const name = users.find((user) => user.id === id)?.name ?? username;
  return { id, name, username };
}
