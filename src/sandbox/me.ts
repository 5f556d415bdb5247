/** The users of the sandbox, and `GET /2/users/me`: which of them is calling. */
import { allows, sandboxUser, type Caller } from './callers.ts';
import type { JsonObject } from './json.ts';
import { plainProblem, Refused } from './problems.ts';

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

/** `data` of the answer; without either scope of X's page on this call, a 403 that gives no reason. */
export function me(caller: Caller): JsonObject {
  if (!allows(caller, 'users.read') || !allows(caller, 'tweet.read')) {
    throw new Refused(plainProblem(403));
  }
  const { userId: id, username } = caller;
  const name = users.find((user) => user.id === id)?.name ?? username;
  return { id, name, username };
}
