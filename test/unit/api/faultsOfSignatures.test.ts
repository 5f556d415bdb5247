/** Every refusal of a signed request, through the real client: what is said, and of what it is silent. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transaction } from './faultRow.ts';
import { signedFaultRows } from './faultsOfSignatures.ts';
import { recorder, signedClient, type Recorder } from './signed.ts';

let x: Recorder;
beforeAll(async () => {
  x = await recorder({ status: 500, body: '' });
});
afterAll(() => x[Symbol.asyncDispose]());

describe('an answer to keys that is no media_id', () => {
  it.each(signedFaultRows)('$name', async ({ dialect, action, kind, says, remedy, requests }) => {
    const { status = 0, headers = {}, body, contentType = '' } = action;
    x.received.length = 0;
    x.answer = {
      status,
      headers: { ...headers, 'content-type': contentType },
      body: typeof body === 'string' ? body : '',
    };
    await using api = signedClient(x.url, { dialect });
    const error = await api.failure();
    expect(error.kind).toBe(kind);
    expect(error.explanation).toContain(says);
    expect(error.remedy).toContain(remedy);
    expect(error.remedy).toMatch(/\.$/);
    expect(error.explanation.length).toBeLessThan(500);
    expect(error.status).toBe(status);
    expect(error.transactionId).toBe(transaction);
    expect(x.received).toHaveLength(requests);
    expect(api.notices).toHaveLength(requests - 1);
    // Keys do not expire, have no scopes, and are no token that is set again.
    expect(error.message).not.toMatch(/two hours|media\.write|[Ss]et an? (new )?.*access token/);
  });
});
