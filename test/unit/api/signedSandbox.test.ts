/** Keys of OAuth 1.0a against the sandbox, which checks signatures as X does: in both dialects. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mediaCategories, totalBytesMax } from '../../../src/api/contract.ts';
import { whoAmI } from '../../../src/api/me.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server.ts';
import { signedClient } from './signed.ts';
import { png, standing, standingPorts } from './support.ts';

let x: Sandbox;
beforeAll(async () => {
  x = await startSandbox({ clock: () => standing });
});
afterAll(() => x.close());

const dialects = ['v1.1', 'v2'] as const;
const owners = fc.array(fc.stringMatching(/^[1-9][0-9]{0,18}$/), { maxLength: 100 });

describe.each(dialects)('%s', (dialect) => {
  it('gives an id for whatever category and owners', async () => {
    await using api = signedClient(x.url, { dialect, keys: x.oauth1 });
    const category = fc.constantFrom(...mediaCategories);
    const bytes = fc.integer({ min: 1, max: totalBytesMax });
    await fc.assert(
      fc.asyncProperty(category, owners, bytes, async (media_category, ids, total_bytes) => {
        const additional_owners = [...new Set(ids)];
        const media_type = 'video/mp4';
        const request = { media_type, media_category, total_bytes, additional_owners } as const;
        const { id, expiresAt } = await api.initialize(request);
        expect(id).toMatch(/^[0-9]{19}$/);
        expect(expiresAt).toBeGreaterThan(standing);
      }),
      { numRuns: 30 },
    );
    expect(x.faults()).toEqual([]);
  });

  it.each([
    ['consumerKey', 'unauthorized'],
    ['consumerSecret', 'unauthorized'],
    ['accessToken', 'unauthorized'],
    ['accessTokenSecret', 'unauthorized'],
  ] as const)('is told that the %s is wrong', async (name, kind) => {
    const keys = { ...x.oauth1, [name]: `1${x.oauth1[name]}` };
    await using api = signedClient(x.url, { dialect, keys });
    const error = await api.failure();
    expect(error.kind).toBe(kind);
    expect(error.explanation).toContain('OAuth 1.0a keys');
  });

  it.each([-3600, 3600])('is told that the clock is %i seconds off', async (seconds) => {
    const ports = standingPorts(standing + seconds * 1000);
    await using api = signedClient(x.url, { dialect, keys: x.oauth1, ports });
    const error = await api.failure();
    // v2 gives no code with its 401, so that the keys are as likely.
    expect(error.kind).toBe(dialect === 'v1.1' ? 'clock' : 'unauthorized');
    expect(error.remedy).toContain('the clock of th');
  });

  it('is signed anew after a 503', async () => {
    await using api = signedClient(x.url, { dialect, keys: x.oauth1 });
    x.arm({ call: 'initialize', action: { status: 503 } });
    expect((await api.initialize(png)).id).toMatch(/^[0-9]{19}$/);
    expect(api.notices).toHaveLength(1);
  });
});

describe('whoAmI', () => {
  it('is answered for keys, and not for wrong ones', async () => {
    const never = new AbortController().signal;
    const ask = async (keys: typeof x.oauth1) => {
      await using api = signedClient(x.url, { keys });
      return await whoAmI(api.transport, new URL(x.url), api.credential, 'test/1', never);
    };
    expect(await ask(x.oauth1)).toMatchObject({ username: 'sandbox' });
    expect(await ask({ ...x.oauth1, consumerSecret: 'another-secret' })).toBeUndefined();
  });
});
