/** Several uploads under one budget, and uploads of many segments. */
import { describe, expect, it } from 'vitest';
import type { MediaApi } from '../../../src/api/mediaApi.ts';
import { carryRig, sha256Of } from './carryRig.ts';

describe.concurrent('uploads under one budget', () => {
  it('are never more requests at once than it allows, and fair to a small one', async () => {
    await using r = await carryRig({ segmentBytes: 1000, sandbox: { answerAfterMs: 4 } });
    const files = await Promise.all([
      r.file('a.png', 60_000),
      r.file('b.png', 60_000),
      r.file('small.png', 6000),
    ]);
    const ids = await Promise.all(files.map((file) => r.initialized(file)));
    const from = r.x.requests().length;
    const order: number[] = [];
    let under = 0;
    let atOnce = 0;
    const counting: MediaApi = {
      dialect: r.api.dialect,
      initialize: (...to) => r.api.initialize(...to),
      append: (...to) => {
        under += 1;
        atOnce = Math.max(atOnce, under);
        return r.api.append(...to).finally(() => (under -= 1));
      },
      finalize: (...to) => r.api.finalize(...to),
      status: (...to) => r.api.status(...to),
      altText: (...to) => r.api.altText(...to),
      subtitles: (...to) => r.api.subtitles(...to),
    };
    const ended = await Promise.all(
      ids.map((id, n) =>
        r.work.carrier.carry(id, counting, new AbortController().signal).finally(() => {
          order.push(n);
        }),
      ),
    );
    expect(ended).toEqual(['ready', 'ready', 'ready']);
    expect(order[0]).toBe(2);
    // Its own six and as many of each of the others, or little more.
    const appends = r.x.requests().filter(({ n, call }) => n > from && call === 'append');
    const small = r.record(ids[2] ?? '');
    const mediaId = 'media' in small ? small.media?.id : undefined;
    const last = appends.findLastIndex(({ path }) => path.includes(`/${mediaId}/`));
    expect(last).toBeLessThan(30);
    expect(atOnce).toBe(3);
    for (const upload of r.x.uploads()) expect(upload.repeats).toBe(0);
  });

  it('of one window at most are begun once', async () => {
    await using r = await carryRig({ segmentBytes: 1000 });
    const id = await r.initialized(await r.file('cat.png', 20_000));
    const both = await Promise.all([r.carry(id), r.carry(id)]);
    expect(both).toEqual(['ready', 'running']);
    expect(r.x.uploads()[0]?.repeats).toBe(0);
  });
});

describe.concurrent('an upload of many segments', () => {
  it('is of a thousand at most, larger than was asked for', async () => {
    await using r = await carryRig({ segmentBytes: 100, parallel: 6 });
    const file = await r.file('cat.png', 200_500);
    const id = await r.initialized(file);
    let told = 0;
    r.activity.onDidProgress(() => (told += 1));
    const begun = performance.now();
    expect(await r.carry(id)).toBe('ready');
    const [upload] = r.x.uploads();
    expect(upload?.segments).toHaveLength(998);
    expect(upload).toMatchObject({ sha256: await sha256Of(file), repeats: 0 });
    // Some times a second, however many segments there are, and for those at its end.
    expect(told).toBeLessThan((performance.now() - begun) / 250 + 20);
    expect(r.record(id)).toMatchObject({ sending: { segmentBytes: 201 } });
  }, 20_000);

  it('tells a speed without what X had before', async () => {
    await using r = await carryRig({ segmentBytes: 1000, parallel: 1 });
    const id = await r.initialized(await r.file('cat.png', 40_000));
    r.x.arm({ call: 'append', nth: 36, action: { status: 402 } });
    expect(await r.carry(id)).toBe('paused');
    r.x.set({ answerAfterMs: 280 });
    const speeds: number[] = [];
    const sent: number[] = [];
    r.activity.onDidProgress((running) => {
      const progress = r.activity.progress(running);
      speeds.push(progress?.bytesPerSecond ?? 0);
      sent.push(progress?.sentBytes ?? 0);
    });
    expect(await r.carry(id)).toBe('ready');
    // What is acknowledged is not on its way any more.
    expect(sent.slice(0, 2)).toEqual([35_000, 36_000]);
    expect(Math.max(...speeds)).toBeGreaterThan(0);
    expect(Math.max(...speeds)).toBeLessThan(10_000);
    expect([...sent].sort((a, b) => a - b)).toEqual(sent);
  });
});
