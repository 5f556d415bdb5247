/** What becomes of finished media by the settings: a failure, or no end at all. */
import { describe, expect, it } from 'vitest';
import type { SettingsChange } from '../../../src/sandbox/server.ts';
import { faultsOf, response } from './described.ts';
import { dialects } from './dialects.ts';
import { bytes, mp4, png, rig } from './support.ts';

const error = { code: 1, name: 'InvalidMedia', message: 'Unsupported video format' };
const pending = { state: 'pending', check_after_secs: 1 };
const under = (progress_percent: number) => ({
  state: 'in_progress',
  check_after_secs: 1,
  progress_percent,
});
const succeeded = { state: 'succeeded', progress_percent: 100 };
const failed = { state: 'failed', progress_percent: 50, error };
const withoutName = { code: 2, message: 'too long' };

/** Settings, and what STATUS says so many milliseconds after finalize. */
const table: readonly [string, SettingsChange, readonly (readonly [ms: number, info: object])[]][] =
  [
    [
      'nothing set',
      {},
      [
        [0, pending],
        [500, under(25)],
        [1999, under(99)],
        [2000, succeeded],
        [60_000, succeeded],
      ],
    ],
    [
      'a failure',
      { processingFailure: error },
      [
        [0, pending],
        [999, under(49)],
        [1000, failed],
        [60_000, failed],
      ],
    ],
    [
      'a failure that takes long',
      { processingFailure: error, processingSecs: 60 },
      [
        [29_999, under(49)],
        [30_000, failed],
      ],
    ],
    ['a failure at once', { processingFailure: error, processingSecs: 0 }, [[0, failed]]],
    [
      'a failure without a name',
      { processingFailure: withoutName },
      [[1000, { ...failed, error: withoutName }]],
    ],
    [
      'stuck at 99 %',
      { processingStuckAt: 99 },
      [
        [0, pending],
        [1000, under(50)],
        [2000, under(99)],
        [86_000_000, under(99)],
      ],
    ],
    [
      'stuck at 57 %',
      { processingStuckAt: 57 },
      [
        [1000, under(50)],
        [1999, under(57)],
      ],
    ],
    [
      'stuck at 0 %',
      { processingStuckAt: 0 },
      [
        [499, pending],
        [2000, under(0)],
      ],
    ],
    [
      'both, of which the failure comes about',
      { processingFailure: error, processingStuckAt: 10 },
      [
        [999, under(10)],
        [1000, failed],
      ],
    ],
  ];

describe.each(dialects)('$dialect', ({ dialect, append, data, finalize, initialize, status }) => {
  it.each(table)('%s', async (_, settings, steps) => {
    await using x = await rig(settings);
    const id = await initialize(x, { ...mp4, total_bytes: 3 });
    await append(x, id, 0, bytes(3));
    expect(data(await finalize(x, id))).toMatchObject({ processing_info: pending });
    let passed = 0;
    for (const [ms, processing_info] of steps) {
      x.pass(ms - passed);
      passed = ms;
      const answer = await status(x, id);
      expect(answer.status).toBe(200);
      expect({ ms, ...(data(answer) as object) }).toMatchObject({ ms, size: 3, processing_info });
      expect(data(answer)).toHaveProperty('processing_info', processing_info);
      const state = 'state' in processing_info ? processing_info.state : '';
      expect(x.sandbox.uploads()).toMatchObject([{ state }]);
      // The reason of a failure is reported by users, and in X's description it is not.
      if (dialect === 'v1.1' || state === 'failed') continue;
      expect(faultsOf(response('/2/media/upload', 'get'), answer.json)).toEqual([]);
    }
  });

  it('is settled by finalize, and of no concern to an image', async () => {
    await using x = await rig();
    const before = await initialize(x, { ...mp4, total_bytes: 3 });
    await append(x, before, 0, bytes(3));
    await finalize(x, before);
    x.sandbox.set({ processingFailure: error, processingStuckAt: 1 });
    const after = await initialize(x, { ...mp4, total_bytes: 3 });
    const image = await initialize(x, { ...png, total_bytes: 3 });
    for (const id of [after, image]) {
      await append(x, id, 0, bytes(3));
      expect((await finalize(x, id)).status).toBeLessThan(300);
    }
    x.sandbox.set({ processingFailure: null, processingStuckAt: null });
    x.pass(2000);
    expect(x.sandbox.uploads().map(({ state }) => state)).toEqual([
      'succeeded',
      'failed',
      'succeeded',
    ]);
  });
});
