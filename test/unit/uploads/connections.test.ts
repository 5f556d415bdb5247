/** One budget of requests over all uploads. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Connections } from '../../../src/uploads/connections.ts';

const { signal } = new AbortController();
const settled = () => new Promise(setImmediate);

/** Connections that note whose turn it is, in order. */
function noted(limit: () => number) {
  const connections = new Connections(limit);
  const turns: string[] = [];
  const under = new Map<string, (() => void)[]>();
  const ask = async (id: string, one: AbortSignal = signal) => {
    const release = await connections.acquire(id, one);
    turns.push(id);
    under.set(id, [...(under.get(id) ?? []), release]);
  };
  const end = async (id: string) => {
    under.get(id)?.shift()?.();
    await settled();
  };
  return { connections, turns, under, ask, end };
}

describe('Connections', () => {
  it('gives the next turn to the upload with the fewest, then to the one that waited longest', async () => {
    const { turns, ask, end } = noted(() => 3);
    for (const id of ['a', 'a', 'a', 'a', 'a', 'b', 'c', 'b']) void ask(id);
    await settled();
    expect(turns.splice(0)).toEqual(['a', 'a', 'a']);
    await end('a');
    await end('a');
    expect(turns.splice(0)).toEqual(['b', 'c']);
    await end('c');
    // Each has one now: the oldest request is of a.
    expect(turns.splice(0)).toEqual(['a']);
    await end('a');
    expect(turns.splice(0)).toEqual(['a']);
    await end('b');
    expect(turns.splice(0)).toEqual(['b']);
  });

  it('serves the requests of one upload as they came', async () => {
    const connections = new Connections(() => 1);
    const order: number[] = [];
    await Promise.all(
      [1, 2, 3, 4].map(async (n) => {
        const release = await connections.acquire('a', signal);
        order.push(n);
        release();
      }),
    );
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('takes a second release for none', async () => {
    const connections = new Connections(() => 1);
    const first = await connections.acquire('a', signal);
    first();
    await connections.acquire('a', signal);
    first();
    let third = false;
    void connections.acquire('a', signal).then(() => (third = true));
    await settled();
    expect(third).toBe(false);
  });

  it('forgets whoever gives up, and says why', async () => {
    const { turns, ask, end } = noted(() => 1);
    await ask('a');
    const impatient = new AbortController();
    const waiting = ask('b', impatient.signal);
    void ask('c');
    const reason = new Error('paused');
    impatient.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await end('a');
    expect(turns).toEqual(['a', 'c']);
    await expect(ask('d', impatient.signal)).rejects.toBe(reason);
    // An abort after the turn came takes nothing back.
    const late = new AbortController();
    await end('c');
    await ask('e', late.signal);
    late.abort();
    void ask('f');
    await settled();
    expect(turns).toEqual(['a', 'c', 'e']);
    await end('e');
    expect(turns.at(-1)).toBe('f');
  });

  it('reads the setting at each turn, and lets one through whatever it says', async () => {
    let limit = 2;
    const { turns, ask, end } = noted(() => limit);
    for (const id of ['a', 'b', 'c', 'd']) void ask(id);
    await settled();
    expect(turns).toEqual(['a', 'b']);
    limit = 1;
    await end('a');
    expect(turns).toEqual(['a', 'b']);
    await end('b');
    expect(turns).toEqual(['a', 'b', 'c']);
    limit = Number.NaN;
    await end('c');
    expect(turns).toEqual(['a', 'b', 'c', 'd']);
  });

  it('never has more under way than allowed, and lets everyone have their turn', async () => {
    const asks = fc.array(
      fc.record({ id: fc.constantFrom('a', 'b', 'c'), gives: fc.integer({ min: 0, max: 9 }) }),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(asks, fc.integer({ min: 1, max: 4 }), async (all, limit) => {
        const connections = new Connections(() => limit);
        let now = 0;
        let served = 0;
        const aborted = new AbortController();
        const work = all.map(async ({ id, gives }) => {
          const release = await connections.acquire(id, gives === 0 ? aborted.signal : signal);
          now += 1;
          expect(now).toBeLessThanOrEqual(limit);
          for (let turn = 0; turn < gives; turn += 1) await Promise.resolve();
          now -= 1;
          served += 1;
          release();
        });
        aborted.abort();
        const outcomes = await Promise.allSettled(work);
        const refused = outcomes.filter(({ status }) => status === 'rejected').length;
        expect(served + refused).toBe(all.length);
        expect(refused).toBeLessThanOrEqual(all.filter(({ gives }) => gives === 0).length);
      }),
    );
  });
});
