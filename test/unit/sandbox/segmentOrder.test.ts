/** Segments in order and out of it, one at a time and several: what is taken, and what is told. */
import { once } from 'node:events';
import { request, type ClientRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Appends } from '../../../src/sandbox/appends.ts';
import { Assembly } from '../../../src/sandbox/assembly.ts';
import { segmentData } from '../../../src/sandbox/multipart.ts';
import { faultsOf, problem } from './described.ts';
import { dialects, type Steps } from './dialects.ts';
import { bytes, mp4, rig, sha256, type Rig } from './support.ts';

/** Resolves once the sandbox has this many appends, of those under way. */
async function arrived(x: Rig, count: number): Promise<void> {
  await expect.poll(() => x.sandbox.uploads()[0]?.appends_at_once, { interval: 2 }).toBe(count);
}

/** An append whose last bytes are yet to come. */
async function begun(x: Rig, { raw }: Steps, id: string, index: number) {
  const { path, authorization, form } = raw(x, id, index);
  const encoded = new Response(form);
  const body = Buffer.from(await encoded.arrayBuffer());
  const type = encoded.headers.get('content-type') ?? '';
  const sent: ClientRequest = request(x.sandbox.url + path, {
    method: 'POST',
    headers: { authorization, 'content-type': type, 'content-length': body.length },
  });
  const status = once(sent, 'response').then(([answer]: { statusCode?: number }[]) => {
    sent.destroy();
    return answer?.statusCode;
  });
  // Up to the last part's bytes: v1.1 has named its media by then.
  sent.write(body.subarray(0, body.length - 5));
  return {
    end: () => {
      sent.end(body.subarray(body.length - 5));
      return status;
    },
    drop: async () => {
      const closed = new Promise((resolve) => sent.once('close', resolve));
      sent.destroy();
      await expect(status).rejects.toThrow('hang up');
      await closed;
    },
  };
}

describe.each(dialects)('$dialect', (steps) => {
  const { append, finalize, initialize, refused, taken } = steps;
  const asked = { ...mp4, total_bytes: 9 };
  const parts = [bytes(3, 1), bytes(3, 2), bytes(3, 3)];
  const part = (index: number) => parts[index] ?? bytes(3, index);

  it.each<['any' | 'sequential', number[], number[]]>([
    ['sequential', [0, 1, 2], []],
    ['sequential', [0, 0, 1, 0, 2, 1], []],
    ['sequential', [1, 0, 1, 2], [0]],
    ['sequential', [0, 2, 1, 3, 2], [1, 3]],
    ['sequential', [2, 999, 0, 1, 2], [0, 1]],
    ['any', [2, 0, 1, 1], []],
  ])('%s: of %j, those at %j are refused', async (segmentOrder, sent, refusals) => {
    await using x = await rig({ segmentOrder });
    const id = await initialize(x, asked);
    for (const [at, index] of sent.entries()) {
      const answer = await append(x, id, index, part(index));
      expect([at, answer.status]).toEqual([at, refusals.includes(at) ? 400 : taken]);
      if (!refusals.includes(at)) continue;
      expect(answer.json).toMatchObject(refused);
      expect(answer.text).toContain('sequentially');
      if (steps.dialect === 'v2') expect(faultsOf(problem, answer.json)).toEqual([]);
    }
    expect(x.sandbox.uploads()).toMatchObject([
      {
        order: sent.filter((_, at) => !refusals.includes(at)),
        refused: refusals.length,
        appends_at_once: 1,
        replacements: 0,
        sha256: sha256(...parts),
      },
    ]);
    expect((await finalize(x, id)).status).toBeLessThan(300);
  });

  it('sequential: refuses one that arrives while another is being received', async () => {
    await using x = await rig({ segmentOrder: 'sequential' });
    const id = await initialize(x, asked);
    const first = await begun(x, steps, id, 0);
    await arrived(x, 1);
    const overlapping = await append(x, id, 0, part(0));
    expect(overlapping.status).toBe(400);
    expect(overlapping.json).toMatchObject(refused);
    expect(overlapping.text).toContain('another one is still being received');
    // Of other media, one may come.
    const other = await initialize(x, asked);
    expect((await append(x, other, 0, part(0))).status).toBe(taken);
    expect(await first.end()).toBe(taken);
    expect((await append(x, id, 1, part(1))).status).toBe(taken);
    expect(x.sandbox.uploads()).toMatchObject([
      { order: [0, 1], refused: 1, appends_at_once: 2 },
      { order: [0], refused: 0, appends_at_once: 1 },
    ]);
  });

  it('sequential: one whose client has gone away is in nobody’s way', async () => {
    await using x = await rig({ segmentOrder: 'sequential' });
    const id = await initialize(x, asked);
    const first = await begun(x, steps, id, 0);
    await arrived(x, 1);
    await first.drop();
    await expect.poll(() => x.sandbox.requests().at(-1)?.answered, { interval: 2 }).toBe('aborted');
    expect((await append(x, id, 0, part(0))).status).toBe(taken);
    expect(x.sandbox.uploads()).toMatchObject([{ order: [0], appends_at_once: 1 }]);
  });

  it('sequential: nor is one that X still works on when its client goes away', async () => {
    let release: (() => void) | undefined;
    const sleep = () => new Promise<void>((resolve) => (release = resolve));
    await using x = await rig({ segmentOrder: 'sequential', sleep });
    const id = await initialize(x, asked);
    x.sandbox.arm({ call: 'append', action: { delayMs: 1000 } });
    const first = await begun(x, steps, id, 0);
    const ended = first.end();
    await expect.poll(() => release, { interval: 2 }).toBeDefined();
    await Promise.all([first.drop(), expect(ended).rejects.toThrow('hang up')]);
    // By the time that it answers two others, it has heard of that.
    for (let n = 0; n < 2; n += 1) await steps.status(x, id);
    expect((await append(x, id, 0, part(0))).status).toBe(taken);
    release?.();
  });

  it('any: counts the most that are under way at one moment', async () => {
    await using x = await rig();
    const id = await initialize(x, asked);
    const all = [];
    for (const index of [0, 1, 2]) {
      all.push(await begun(x, steps, id, index));
      await arrived(x, index + 1);
    }
    for (const each of all) expect(await each.end()).toBe(taken);
    await append(x, id, 0, new Uint8Array(3));
    expect(x.sandbox.uploads()).toMatchObject([
      { appends_at_once: 3, order: [0, 1, 2, 0], repeats: 1, refused: 0 },
    ]);
  });

  it('counts what X refuses, and not what fails on request', async () => {
    await using x = await rig({ segmentBytesMax: 3 });
    const id = await initialize(x, asked);
    x.sandbox.arm({ call: 'append', action: { status: 503 } });
    const sizes = [3, 4, 0, 3];
    const statuses = [];
    for (const size of sizes) statuses.push((await append(x, id, 0, bytes(size))).status);
    expect(statuses).toEqual([503, 413, 400, taken]);
    expect(x.sandbox.uploads()).toMatchObject([{ refused: 2, order: [0] }]);
  });
});

it('the order is that of the last 2000', () => {
  const appends = new Appends();
  for (let index = 0; index < 2003; index += 1) appends.took(index);
  expect(appends.order()).toEqual(Array.from({ length: 2000 }, (_, at) => at + 3));
});

describe('the bytes that wait for a segment before them', () => {
  const mib = 2 ** 20;
  const part = segmentData(new Uint8Array(4 * mib));

  it('are hashed even when there is room for no other', () => {
    const assembly = new Assembly();
    for (let index = 1; index <= 32; index += 1) assembly.put(index, part);
    assembly.put(0, part);
    expect(assembly.sha256()).toBe(sha256(...Array<Uint8Array>(33).fill(new Uint8Array(4 * mib))));
  });

  it('are 128 MiB at most: beyond them the hash is null', () => {
    const assembly = new Assembly();
    for (let index = 1; index <= 33; index += 1) assembly.put(index, part);
    assembly.put(0, part);
    expect(assembly.sha256()).toBeNull();
    expect(assembly.addsUpTo(34 * 4 * mib)).toBe(true);
  });
});
