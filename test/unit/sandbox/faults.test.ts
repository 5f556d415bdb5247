/** Failures on request, as a table: what is armed, and what a client then meets. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault, FaultPlan } from '../../../src/sandbox/server.ts';
import { bytes, mp4, rig, type Answer, type Rig } from './support.ts';

let x: Rig;
let waits: number[];
beforeEach(async () => {
  waits = [];
  x = await rig({
    sleep: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
  });
});
afterEach(() => x.sandbox.close());

const video = { ...mp4, total_bytes: 3 };
const initialize = () => x.call('POST', '/2/media/upload/initialize', video);

/** The client's error for a connection that ends before the answer does. */
const broken = 'broken';
async function outcome(call: () => Promise<Answer>): Promise<Answer | typeof broken> {
  try {
    return await call();
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return broken;
  }
}

interface Row {
  readonly name: string;
  readonly action: Fault['action'];
  /** What the client meets: a status with the text and the content type, or {@link broken}. */
  readonly meets: typeof broken | { status: number; text?: RegExp; type?: string; header?: string };
  /** What the log says. */
  readonly answered: number | 'reset' | 'half';
  /** Whether the upload exists at X afterwards. */
  readonly performed: boolean;
  readonly waits?: readonly number[];
}

const rows: readonly Row[] = [
  {
    name: 'a status alone is a problem of that status',
    action: { status: 503 },
    meets: {
      status: 503,
      text: /^{"title":"Service Unavailable","type":"about:blank","status":503,/,
      type: 'application/problem+json',
    },
    answered: 503,
    performed: false,
  },
  {
    name: 'headers go with a status, and replace X’s own',
    action: { status: 429, headers: { 'X-Rate-Limit-Remaining': '7' } },
    meets: { status: 429, header: '7' },
    answered: 429,
    performed: false,
  },
  {
    name: 'an object is sent as JSON',
    action: { status: 402, body: { title: 'CreditsDepleted' } },
    meets: { status: 402, text: /^{"title":"CreditsDepleted"}$/, type: 'application/problem+json' },
    answered: 402,
    performed: false,
  },
  {
    name: 'a string is sent as it is',
    action: { status: 400, body: 'media type unrecognized.' },
    meets: { status: 400, text: /^media type unrecognized\.$/, type: 'text/plain; charset=utf-8' },
    answered: 400,
    performed: false,
  },
  {
    name: 'an empty string is no body',
    action: { status: 413, body: '' },
    meets: { status: 413, text: /^$/ },
    answered: 413,
    performed: false,
  },
  {
    name: 'a page instead of JSON, with 200',
    action: { contentType: 'text/html', body: '<html>…</html>' },
    meets: { status: 200, text: /^<html>…<\/html>$/, type: 'text/html' },
    answered: 200,
    performed: true,
  },
  {
    name: 'an answer instead of X’s own, with 200',
    action: { answer: { data: {} } },
    meets: { status: 200, text: /^{"data":{}}$/, type: 'application/json; charset=utf-8' },
    answered: 200,
    performed: true,
  },
  {
    name: 'null as an answer',
    action: { answer: null },
    meets: { status: 200, text: /^null$/ },
    answered: 200,
    performed: true,
  },
  {
    name: 'a part laid over X’s answer',
    action: { merge: { data: { media_key: null }, errors: [{ title: 'Warning' }] } },
    meets: {
      status: 200,
      text: /^{"data":{"id":"[0-9]{19}","expires_after_secs":1295999},"errors":\[{"title":"Warning"}\]}$/,
    },
    answered: 200,
    performed: true,
  },
  {
    name: 'a reset before the body is read',
    action: { reset: 'before' },
    meets: broken,
    answered: 'reset',
    performed: false,
  },
  {
    name: 'a reset after the call took place',
    action: { reset: 'after' },
    meets: broken,
    answered: 'reset',
    performed: true,
  },
  {
    name: 'half an answer',
    action: { half: true },
    meets: broken,
    answered: 'half',
    performed: true,
  },
  {
    name: 'a delay, then X’s own answer',
    action: { delayMs: 1500 },
    meets: { status: 200 },
    answered: 200,
    performed: true,
    waits: [1500],
  },
  {
    name: 'a delay before another failure',
    action: { delayMs: 20, reset: 'after' },
    meets: broken,
    answered: 'reset',
    performed: true,
    waits: [20],
  },
];

describe('a failure on request', () => {
  it.each(rows)('$name', async ({ action, meets, answered, performed, waits: waited = [] }) => {
    x.sandbox.arm({ call: 'initialize', action });
    const met = await outcome(initialize);
    if (met === broken || meets === broken) {
      expect(met).toBe(meets);
    } else {
      expect(met.status).toBe(meets.status);
      if (meets.text !== undefined) expect(met.text).toMatch(meets.text);
      if (meets.type !== undefined) expect(met.headers.get('content-type')).toBe(meets.type);
      if (meets.header !== undefined) {
        expect(met.headers.get('x-rate-limit-remaining')).toBe(meets.header);
      }
      expect(met.headers.get('x-transaction-id')).toMatch(/^[0-9a-f]{16}$/);
    }
    expect(x.sandbox.requests()).toMatchObject([{ call: 'initialize', answered }]);
    expect(x.sandbox.uploads()).toHaveLength(performed ? 1 : 0);
    expect(waits).toEqual(waited);
    expect(x.sandbox.faults()).toEqual([]);
    expect((await initialize()).status).toBe(200);
  });

  it('is over when the connection is: the body is logged unless the reset came before it', async () => {
    x.sandbox.arm([
      { call: 'initialize', action: { reset: 'before' } },
      { call: 'initialize', action: { reset: 'after' } },
    ]);
    await outcome(initialize);
    await outcome(initialize);
    expect(x.sandbox.requests().map(({ body }) => body)).toEqual([null, video]);
    expect(x.sandbox.faults()).toEqual([]);
  });

  it('half: announces the whole length and sends half of the bytes', async () => {
    x.sandbox.arm({ call: 'initialize', action: { half: true } });
    const response = await fetch(`${x.sandbox.url}/2/media/upload/initialize`, {
      method: 'POST',
      headers: { authorization: `Bearer ${x.sandbox.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(video),
    });
    const length = Number(response.headers.get('content-length'));
    let received = 0;
    await expect(async () => {
      const body: AsyncIterable<Uint8Array> | null = response.body;
      for await (const chunk of body ?? []) received += chunk.length;
    }).rejects.toThrow('terminated');
    expect(length).toBeGreaterThan(90);
    expect(received).toBe(Math.floor(length / 2));
  });
});

describe('whose turn it is', () => {
  const statuses = async (count: number): Promise<number[]> => {
    const seen: number[] = [];
    for (let n = 0; n < count; n += 1) seen.push((await initialize()).status);
    return seen;
  };
  const fails = (status: number, more: Partial<Fault> = {}): Fault => ({
    call: 'initialize',
    action: { status },
    ...more,
  });

  it.each<{ name: string; plan: FaultPlan; sees: readonly number[] }>([
    { name: 'the next call', plan: fails(500), sees: [500, 200] },
    { name: 'the third', plan: fails(500, { nth: 3 }), sees: [200, 200, 500, 200] },
    { name: 'two in a row', plan: fails(500, { times: 2 }), sees: [500, 500, 200] },
    {
      name: 'from the second on, twice',
      plan: fails(500, { nth: 2, times: 2 }),
      sees: [200, 500, 500, 200],
    },
    { name: 'one after the other', plan: [fails(429), fails(503)], sees: [429, 503, 200] },
    {
      name: 'each counted from arming',
      plan: { faults: [fails(429, { nth: 2 }), fails(503)] },
      sees: [503, 429, 200],
    },
    { name: 'any call', plan: fails(500, { call: 'any' }), sees: [500, 200] },
  ])('$name', async ({ plan, sees }) => {
    x.sandbox.arm(plan);
    expect(await statuses(sees.length)).toEqual(sees);
    expect(x.sandbox.faults()).toEqual([]);
  });

  it('is not that of another call', async () => {
    x.sandbox.arm(fails(500, { call: 'append' }));
    expect(await statuses(1)).toEqual([200]);
    expect(x.sandbox.faults()).toMatchObject([{ call: 'append', seen: 0, remaining: 1 }]);
    const id = x.sandbox.uploads()[0]?.id ?? '';
    expect((await x.append(id, 0, bytes(3))).status).toBe(500);
    expect((await x.append(id, 0, bytes(3))).status).toBe(200);
    expect(x.sandbox.faults()).toEqual([]);
  });

  it('comes for finalize, STATUS, metadata and subtitles as well', async () => {
    const id = await x.initialize(video);
    x.sandbox.arm(
      (['finalize', 'status', 'metadata', 'subtitles'] as const).map((call) =>
        fails(503, { call }),
      ),
    );
    expect((await x.finalize(id)).status).toBe(503);
    expect((await x.status(id)).status).toBe(503);
    expect((await x.call('POST', '/2/media/metadata', {})).status).toBe(503);
    expect((await x.call('DELETE', '/2/media/subtitles', {})).status).toBe(503);
    expect(x.sandbox.faults()).toEqual([]);
  });

  it('shows a failed processing with its reason', async () => {
    const id = await x.initialize(video);
    await x.append(id, 0, bytes(3));
    await x.finalize(id);
    const error = { code: 1, name: 'InvalidMedia', message: 'Unsupported codec' };
    const merge = { data: { processing_info: { state: 'failed', check_after_secs: null, error } } };
    x.sandbox.arm({ call: 'status', action: { merge } });
    const { json } = await x.status(id);
    expect(json).toMatchObject({ data: { id, processing_info: { state: 'failed', error } } });
    expect(json).not.toHaveProperty('data.processing_info.check_after_secs');
    expect(x.sandbox.faults()).toEqual([]);
  });
});

describe('a delay', () => {
  it('ends when the sandbox closes', async () => {
    await using slow = await rig();
    slow.sandbox.arm({ call: 'initialize', action: { delayMs: 3_600_000 } });
    const met = outcome(() => slow.call('POST', '/2/media/upload/initialize', video));
    await expect.poll(() => slow.sandbox.requests().length, { interval: 2 }).toBe(1);
    await slow.sandbox.close();
    expect(await met).toBe(broken);
    await expect.poll(() => slow.sandbox.requests()[0]?.answered, { interval: 2 }).toBe('aborted');
    expect(slow.sandbox.faults()).toEqual([]);
  });
});
