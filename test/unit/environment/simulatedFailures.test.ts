/** Each failure that can be rehearsed comes about, and is explained as what it is called. */
import { expect, it } from 'vitest';
import { simulatedFailures } from '../../../src/environment/simulatedFailures.ts';
import { startSandbox } from '../../../src/sandbox/server.ts';
import { client, standing } from '../api/support.ts';

const expected: Record<string, string | undefined> = {
  'Rate limit': 'rate-limit',
  'Token expired': 'unauthorized',
  'No credits': 'credits',
  'Missing scope': 'missing-scope',
  'X unwell': 'unwell',
  Slow: undefined,
};

it('all are known here', () => {
  expect(simulatedFailures.map(({ name }) => name)).toEqual(Object.keys(expected));
});

it.each(simulatedFailures.map(({ name, plan }) => ({ name, plan })))(
  '$name',
  async ({ name, plan }) => {
    const waits: number[] = [];
    await using x = await startSandbox({
      clock: () => standing,
      sleep: (ms) => {
        waits.push(ms);
        return Promise.resolve();
      },
    });
    await using api = client(x.url, { token: x.token });
    x.arm(plan(standing));
    const kind = expected[name];
    if (kind === undefined) {
      await api.initialize();
      // Long enough for the row to say that X is slow, short of the time limits.
      expect(waits[0]).toBeGreaterThan(3000);
      expect(waits[0]).toBeLessThan(30_000);
    } else {
      expect((await api.failure()).kind).toBe(kind);
    }
    expect(x.faults()).toEqual([]);
    // The next one is not meant.
    await expect(api.initialize()).resolves.toHaveProperty('id');
  },
);
