/** OAuth 2.0 at the sandbox: its page, its two endpoints and whose token it is, as routes. */
import { oauth2Paths, paths } from '../api/contract.ts';
import { logged, type Body } from './body.ts';
import { checkQuery, type Call, type CallRequest } from './calls.ts';
import type { Dialect, Route, Routes } from './dialect.ts';
import { isJsonObject, type Json } from './json.ts';
import { me, meQuery, meRefusal } from './me.ts';
import type { Authorization } from './oauth2Authorize.ts';
import { oauth2Answer, oauth2Problem } from './oauth2Errors.ts';
import type { Grants } from './oauth2Grants.ts';
import { revoke, token, type OAuth2Request } from './oauth2Token.ts';
import { ok, type Answer } from './problems.ts';
import { v2 } from './v2.ts';

/** Bytes: codes, tokens and a state of 500 characters leave room. */
const bytesMax = 16 * 2 ** 10;

/** Nobody proves to be a user here: users come to agree, and apps with what they agreed to. */
const oauth2: Dialect = {
  name: 'oauth2',
  refusal: () => undefined,
  problem: oauth2Problem,
  json: JSON,
};

export function oauth2Routes({
  grants,
  authorization,
}: {
  readonly grants: Grants;
  readonly authorization: Authorization;
}): Routes {
  const route = (call: Call | undefined, perform: (request: CallRequest) => Answer): Route => ({
    dialect: oauth2,
    bytesMax,
    callOf: () => call,
    logged: (body) => shown(body, grants),
    perform: (_, request) => perform(request),
  });
  return {
    [oauth2Paths.authorize]: {
      GET: route(undefined, ({ headers, query }) => authorization.ask(headers, query)),
      POST: route(undefined, ({ headers, body }) => authorization.decide(headers, formOf(body))),
    },
    [oauth2Paths.token]: {
      POST: route('token', (request) => oauth2Answer(token(grants, requestOf(request)))),
    },
    [oauth2Paths.revoke]: {
      POST: route('revoke', (request) => oauth2Answer(revoke(grants, requestOf(request)))),
    },
    [paths.me]: {
      GET: {
        dialect: { ...v2, refusal: meRefusal },
        bytesMax,
        callOf: () => 'me',
        perform: (_, { query, caller }) => {
          checkQuery(query, meQuery);
          return ok({ data: me(caller) });
        },
      },
    },
  };
}

function formOf(body: Body): URLSearchParams | undefined {
  return body.kind === 'urlencoded'
    ? new URLSearchParams(body.parameters.map<[string, string]>(([name, value]) => [name, value]))
    : undefined;
}

function requestOf({ headers, body }: CallRequest): OAuth2Request {
  return { form: formOf(body), authorization: headers.authorization };
}

/** Parameters that carry a secret, of the sandbox where it has issued it. */
const secrets = ['client_secret', 'ticket', 'token', 'refresh_token', 'code'];

/** The form for the log. A token from elsewhere came here by mistake, and must not stay here. */
function shown(body: Body, grants: Grants): Json {
  const form = logged(body);
  if (!isJsonObject(form)) return null;
  return Object.fromEntries(
    Object.entries(form).map(([name, value]) => {
      const secret = secrets.includes(name) && !(typeof value === 'string' && grants.issued(value));
      return [name, secret ? '<another secret>' : value];
    }),
  );
}
