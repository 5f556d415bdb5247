import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { carryRig, sha256Of, type CarryRig } from './carryRig.ts';
import { until } from './support.ts';

let r: CarryRig;
beforeEach(async () => {
  r = await carryRig();
});
afterEach(() => r[Symbol.asyncDispose]());

const bytes = 1_000_000;

describe('an upload that is carried to X', () => {
  it('arrives byte for byte, each segment once', async () => {
    const file = await r.file('cat.png', bytes);
    const id = await r.initialized(file);
    expect(await r.carry(id)).toBe('ready');
    const [upload] = r.x.uploads();
    expect(upload).toMatchObject({ sha256: await sha256Of(file), repeats: 0, replacements: 0 });
    expect(upload?.segments).toHaveLength(16);
    expect(r.record(id)).toMatchObject({ state: 'ready', sending: { acknowledgedBytes: bytes } });
  });

  it('of a video is ready when X has processed it', async () => {
    await r[Symbol.asyncDispose]();
    r = await carryRig({ sandbox: { processingSecs: 0.1 } });
    const id = await r.initialized(await r.file('clip.mp4', bytes));
    expect(await r.carry(id)).toBe('ready');
    expect(r.record(id)).toMatchObject({
      state: 'ready',
      media: { processing: { state: 'succeeded' } },
    });
  });

  it('of a video that X cannot process fails with X’s last word on it', async () => {
    await r[Symbol.asyncDispose]();
    const processingFailure = { code: 1, name: 'InvalidMedia', message: 'Unsupported codec' };
    r = await carryRig({ sandbox: { processingSecs: 0.1, processingFailure } });
    const id = await r.initialized(await r.file('clip.mp4', bytes));
    expect(await r.carry(id)).toBe('failed');
    expect(r.record(id)).toMatchObject({
      state: 'failed',
      media: { processing: { state: 'failed', error: { message: 'Unsupported codec' } } },
      failure: { kind: 'processing-failed' },
    });
  });

  it('pauses without waiting for X, sends nothing more, and goes on where it was', async () => {
    const file = await r.file('cat.png', bytes);
    const id = await r.initialized(file);
    r.x.arm({ call: 'append', nth: 5, times: 3, action: { delayMs: 60_000 } });
    const carrying = r.carry(id);
    await until(() => r.x.requests().length >= 8, 'segments are under way');
    const paused = performance.now();
    r.activity.stop(id, 'pause');
    expect(await carrying).toBe('paused');
    // X would take a minute: on a machine at rest this takes some 20 ms, on a busy one more.
    expect(performance.now() - paused).toBeLessThan(5000);
    const sent = r.x.requests().length;
    expect(r.record(id)).toMatchObject({ state: 'paused', stage: 'uploading' });
    const had = r.x.uploads()[0]?.segments.map(({ index }) => index) ?? [];
    expect(await r.carry(id)).toBe('ready');
    const again = r.x
      .requests()
      .slice(sent)
      .flatMap(({ body, call }) =>
        call === 'append' ? [(body as { segment_index: number }).segment_index] : [],
      );
    expect(again.filter((index) => had.includes(index))).toEqual([]);
    expect(r.x.uploads()[0]?.sha256).toBe(await sha256Of(file));
  });
});
