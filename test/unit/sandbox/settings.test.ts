import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type SettingsChange } from '../../../src/sandbox/server.ts';
import { png, rig, type Rig } from './support.ts';

let x: Rig;
beforeEach(async () => {
  x = await rig();
});
afterEach(() => x.sandbox.close());

const enough = { ...png, total_bytes: 3 };

/** What everyone gets who sets nothing. */
const untouched = {
  expires_after_secs: 1_295_999,
  processing_secs: 2,
  processing_failure: null,
  processing_stuck_at: null,
  access_token_secs: 7200,
  segment_order: 'any',
  segment_bytes_max: 5 * 2 ** 20,
  segment_too_large_status: 413,
  answer_after_ms: 0,
  append_renews_secs: null,
  append_answer: 'expires_at',
};

describe('/_sandbox/settings', () => {
  it('sets how long uploads live that begin afterwards', async () => {
    const before = await x.initialize(enough);
    const { json } = await x.call('POST', '/_sandbox/settings', { expires_after_secs: 5 });
    expect(json).toEqual({ ...untouched, expires_after_secs: 5 });
    const after = await x.call('POST', '/2/media/upload/initialize', enough);
    expect(after.json).toMatchObject({ data: { expires_after_secs: 5 } });
    x.pass(5000);
    expect(x.sandbox.uploads()).toMatchObject([
      { id: before, state: 'initialized' },
      { state: 'expired' },
    ]);
  });

  it.each([
    [{ expires_after_secs: -1 }, 'expires_after_secs'],
    [{ expiresAfterSecs: 1 }, 'expiresAfterSecs'],
    [{ processing_secs: '1' }, 'processing_secs'],
    [{ access_token_secs: 0.5 }, 'access_token_secs'],
    [{ segment_order: 'none' }, 'segment_order'],
    [{ segment_bytes_max: 0 }, 'segment_bytes_max'],
    [{ segment_bytes_max: 2 ** 30 }, 'segment_bytes_max'],
    [{ segment_too_large_status: 400 }, 'segment_too_large_status'],
    [{ processing_failure: { code: 1 } }, 'processing_failure.message'],
    [{ processing_failure: { code: 1, message: '', more: 1 } }, 'processing_failure.more'],
    [{ processing_stuck_at: 101 }, 'processing_stuck_at'],
    [{ answer_after_ms: -1 }, 'answer_after_ms'],
    [{ append_renews_secs: 1.5 }, 'append_renews_secs'],
    [{ append_answer: 'none' }, 'append_answer'],
    [{ segment_order: 'sequential', answer_after_ms: -1 }, 'answer_after_ms'],
  ])('refuses %j, naming it', async (body, named) => {
    const { status, json } = await x.call('POST', '/_sandbox/settings', body);
    expect(status).toBe(400);
    expect((json as { error: string }).error).toContain(named);
    const { json: unchanged } = await x.call('POST', '/_sandbox/settings', {});
    expect(unchanged).toEqual(untouched);
  });

  it.each<[SettingsChange, string]>([
    [{ expiresAfterSecs: -1 }, 'expiresAfterSecs'],
    [{ segmentBytesMax: 0 }, 'segmentBytesMax'],
    [{ processingStuckAt: 0.5 }, 'processingStuckAt'],
    [{ answerAfterMs: Number.NaN }, 'answerAfterMs'],
  ])('are refused as options and as a change too: %j', async (asked, named) => {
    expect(() => {
      x.sandbox.set(asked);
    }).toThrow(new RegExp(named));
    await expect(startSandbox(asked)).rejects.toThrow(RangeError);
  });

  it('change one by one: what is left out or undefined stays', async () => {
    x.sandbox.set({ segmentOrder: 'sequential', appendRenewsSecs: 60 });
    x.sandbox.set({ appendRenewsSecs: null, segmentOrder: undefined });
    const { json } = await x.call('POST', '/_sandbox/settings', { answer_after_ms: 1 });
    expect(json).toEqual({ ...untouched, segment_order: 'sequential', answer_after_ms: 1 });
  });
});
