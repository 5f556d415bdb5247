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

const processing = {
  state: 'failed',
  error: { code: 1, name: 'InvalidMedia', message: 'Unsupported video format' },
};
const limited = {
  status: 429,
  headers: {
    'x-rate-limit-remaining': '0',
    'x-rate-limit-reset': String(standing / 1000 + 5),
    'retry-after': '5',
  },
};

/** What each call of an upload of four segments gets; a dropped one is sent again. */
const whileUploading: Record<string, readonly object[]> = {
  'Dropped connection': [...took(2), {}, {}, ...took(2)],
  'Segment too large': [{ status: 413, body: '' }, ...took(3)],
  'Rate limit while uploading': [limited, ...took(3)],
  'Processing fails': took(4),
};

function took(count: number): object[] {
  return Array.from({ length: count }, () => ({ status: 200 }));
}

it('all are known here', () => {
  expect(simulatedFailures.map(({ name }) => name)).toEqual([
    ...Object.keys(expected),
    ...Object.keys(whileUploading),
  ]);
});

it.each(simulatedFailures.filter(({ during }) => during === 'initialize'))(
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

it.each(simulatedFailures.filter(({ during }) => during === 'upload'))(
  '$name',
  async ({ name, plan }) => {
    await using x = await startSandbox({ clock: () => standing });
    x.arm(plan(standing));
    const call = async (method: string, path: string, body?: object) => {
      const headers = { authorization: `Bearer ${x.token}`, 'content-type': 'application/json' };
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await fetch(x.url + path, { method, headers, ...sent }).catch(() => undefined);
      if (answer === undefined) return {};
      const text = await answer.text();
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: text };
    };
    const asked = { media_type: 'video/mp4', media_category: 'tweet_video', total_bytes: 12 };
    await call('POST', '/2/media/upload/initialize', asked);
    const id = x.uploads()[0]?.id ?? '';

    const answers: object[] = [];
    for (let index = 0; index < 4 && answers.length < 10;) {
      const segment = { media: 'AAAA', segment_index: index };
      const answer = await call('POST', `/2/media/upload/${id}/append`, segment);
      answers.push(answer);
      if ('status' in answer) index += 1;
    }
    expect(answers).toMatchObject(whileUploading[name] ?? [null]);
    await call('POST', `/2/media/upload/${id}/append`, { media: 'AAAA', segment_index: 0 });
    expect((await call('POST', `/2/media/upload/${id}/finalize`, {})).status).toBe(200);
    const status = async () => {
      const { body = '' } = await call('GET', `/2/media/upload?command=STATUS&media_id=${id}`);
      return JSON.parse(body) as unknown;
    };
    const first = await status();
    if (name === 'Processing fails') {
      expect(first).toMatchObject({ data: { id, processing_info: processing } });
      expect(first).not.toHaveProperty('data.processing_info.check_after_secs');
    }
    expect(x.faults()).toEqual([]);
    expect(await status()).toMatchObject({ data: { processing_info: { state: 'pending' } } });
  },
);
