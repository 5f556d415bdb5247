/** How large a segment may be, how long X takes, and how long an upload lives meanwhile. */
import { describe, expect, it } from 'vitest';
import { startSandbox, type SettingsChange } from '../../../src/sandbox/server.ts';
import { mediaIds } from '../../../src/sandbox/ids.ts';
import { MediaStore } from '../../../src/sandbox/mediaStore.ts';
import { segmentData } from '../../../src/sandbox/multipart.ts';
import { defaults } from '../../../src/sandbox/settings.ts';
import { dialects } from './dialects.ts';
import { bytes, mp4, rig, sha256 } from './support.ts';

const mib = 2 ** 20;

describe.each(dialects)('$dialect', (steps) => {
  const { dialect, append, finalize, initialize, status, taken } = steps;

  it.each<[SettingsChange, size: number, refused: number | undefined]>([
    [{}, 5 * mib, undefined],
    [{}, 5 * mib + 1, 413],
    [{ segmentTooLargeStatus: 431 }, 5 * mib + 1, 431],
    [{ segmentTooLargeStatus: 431 }, 10 * mib + 1, 431],
    [{ segmentBytesMax: 1000 }, 1000, undefined],
    [{ segmentBytesMax: 1000 }, 1001, 413],
    [{ segmentBytesMax: 1000, segmentTooLargeStatus: 431 }, 1001, 431],
    [{ segmentBytesMax: 12 * mib }, 12 * mib, undefined],
    [{ segmentBytesMax: 12 * mib }, 12 * mib + 1, 413],
  ])('with %j takes %i bytes or answers %s', async (settings, size, refused) => {
    await using x = await rig(settings);
    const id = await initialize(x, { ...mp4, total_bytes: size });
    const answer = await append(x, id, 0, new Uint8Array(size));
    expect(answer.status).toBe(refused ?? taken);
    if (refused !== undefined) expect(answer.text).toBe('');
    const [upload] = x.sandbox.uploads();
    expect(upload?.received_bytes).toBe(refused === undefined ? size : 0);
    if (refused === undefined) expect(upload?.sha256).toBe(sha256(new Uint8Array(size)));
  });

  it.each(['expires_at', 'empty'] as const)('answers append as %s', async (appendAnswer) => {
    await using x = await rig({ appendAnswer });
    const id = await initialize(x, { ...mp4, total_bytes: 3 });
    const answer = await append(x, id, 0, bytes(3));
    const empty = appendAnswer === 'empty' || dialect === 'v1.1';
    expect(answer.status).toBe(empty ? 204 : 200);
    expect(answer.text === '').toBe(empty);
    expect((await finalize(x, id)).status).toBeLessThan(300);
  });

  it.each<[number | null, expiresAfter: number]>([
    [null, 100],
    [60, 99 + 60],
    [10, 99 + 10],
    [0, 99],
  ])('with appendRenewsSecs %j expires after %i seconds', async (appendRenewsSecs, secs) => {
    await using x = await rig({ expiresAfterSecs: 100, appendRenewsSecs });
    const begin = x.now() / 1000;
    const id = await initialize(x, { ...mp4, total_bytes: 6 });
    x.pass(99_000);
    const answer = await append(x, id, 0, bytes(3));
    expect(answer.status).toBe(taken);
    const expires_at = begin + secs;
    if (dialect === 'v2') expect(answer.json).toEqual({ data: { expires_at } });
    expect(x.sandbox.uploads()).toMatchObject([{ expires_at }]);
    x.pass((secs - 99) * 1000 - 1);
    if (secs > 99) expect((await append(x, id, 0, bytes(3))).status).toBe(taken);
    if (appendRenewsSecs !== null) x.pass(appendRenewsSecs * 1000);
    x.pass(1);
    for (const late of [append(x, id, 1, bytes(3)), finalize(x, id), status(x, id)]) {
      const { status: code, json } = await late;
      expect(code).toBe(steps.unknown);
      expect(json).toMatchObject(
        dialect === 'v2'
          ? { type: 'https://api.x.com/2/problems/resource-not-found', resource_id: id }
          : { error: `Invalid media_id: Some(${id}).` },
      );
    }
    expect(x.sandbox.uploads()).toMatchObject([{ state: 'expired', refused: 1 }]);
  });

  it('takes its time with every call, refusals included', async () => {
    const waits: number[] = [];
    const sleep = (ms: number) => {
      waits.push(ms);
      return Promise.resolve();
    };
    await using x = await rig({ sleep, answerAfterMs: 150 });
    const id = await initialize(x, { ...mp4, total_bytes: 3 });
    await append(x, id, 0, bytes(3));
    await append(x, id, 0, bytes(0));
    await finalize(x, id);
    x.sandbox.arm({ call: 'status', action: { status: 503, delayMs: 7 } });
    await status(x, id);
    expect(waits).toEqual([150, 150, 150, 150, 7, 150]);
    await x.call('GET', '/nowhere');
    x.sandbox.set({ answerAfterMs: 0 });
    await status(x, id);
    expect(waits).toHaveLength(6);
  });

  it('has the segment before it answers, and notes who did not wait', async () => {
    let release: (() => void) | undefined;
    const sleep = () => new Promise<void>((resolve) => (release = resolve));
    await using x = await rig({ sleep });
    const id = await initialize(x, { ...mp4, total_bytes: 3 });
    x.sandbox.set({ answerAfterMs: 1000 });
    const { path, authorization, form } = steps.raw(x, id, 0);
    const gone = new AbortController();
    const headers = { authorization };
    const sent = fetch(x.sandbox.url + path, {
      method: 'POST',
      body: form,
      headers,
      signal: gone.signal,
    });
    await expect.poll(() => release, { interval: 2 }).toBeDefined();
    expect(x.sandbox.uploads()).toMatchObject([{ received_bytes: 3, order: [0] }]);
    expect(x.sandbox.requests().at(-1)?.answered).toBeNull();
    gone.abort();
    await expect(sent).rejects.toThrow('aborted');
    // By the time that it answers two others, it has heard of that.
    x.sandbox.set({ answerAfterMs: 0 });
    for (let n = 0; n < 2; n += 1) await status(x, id);
    release?.();
    await expect.poll(() => x.sandbox.requests()[1]?.answered, { interval: 2 }).toBe('aborted');
    expect(x.sandbox.uploads()).toMatchObject([{ received_bytes: 3 }]);
  });
});

it('ends every wait when it closes', async () => {
  const x = await startSandbox({ answerAfterMs: 3_600_000 });
  const headers = { authorization: `Bearer ${x.token}` };
  const asked = fetch(`${x.url}/2/media/upload?media_id=1`, { headers });
  await expect.poll(() => x.requests().length, { interval: 2 }).toBe(1);
  await x.close();
  await expect(asked).rejects.toThrow();
  await expect.poll(() => x.requests()[0]?.answered, { interval: 2 }).toBe('aborted');
});

describe('the bytes of an upload', () => {
  it.each([
    ['are there until it expires', 9_999, true],
    ['are let go of once it has, whoever asks', 10_000, false],
  ])('%s', (_, ms, kept) => {
    let now = 0;
    const random = (count: number) => new Uint8Array(count);
    const store = new MediaStore(
      () => now,
      mediaIds(() => now, random),
      defaults(),
    );
    const media = store.create({ media_type: 'video/mp4', total_bytes: 6 }, 10);
    const [first, second] = [segmentData(bytes(3, 1)), segmentData(bytes(3, 2))];
    store.put(media, 1, second);
    now += ms;
    store.get('another');
    // Held back until now, the second one can only be hashed if it is still there.
    media.assembly.put(0, first);
    expect(media.assembly.sha256() !== null).toBe(kept);
  });
});
