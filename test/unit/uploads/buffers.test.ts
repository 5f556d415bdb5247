/** The memory that uploads share. */
import { describe, expect, it } from 'vitest';
import { BufferPool, writesTo } from '../../../src/uploads/buffers.ts';

const { signal } = new AbortController();
const settled = () => new Promise(setImmediate);

describe('BufferPool', () => {
  it('makes a buffer when one is needed, and uses it again', async () => {
    const pool = new BufferPool(10, 3);
    expect(pool.made).toBe(0);
    const first = await pool.acquire(signal);
    expect(first).toHaveLength(10);
    expect(first.buffer.byteLength).toBe(10);
    pool.release(first);
    expect(await pool.acquire(signal)).toBe(first);
    expect(pool.made).toBe(1);
  });

  it('makes no more than its count, and serves whoever waits longest', async () => {
    const pool = new BufferPool(10, 2);
    const lent = [await pool.acquire(signal), await pool.acquire(signal)];
    const order: number[] = [];
    const waiting = [1, 2, 3].map(async (n) => {
      const buffer = await pool.acquire(signal);
      order.push(n);
      await settled();
      pool.release(buffer);
    });
    await settled();
    expect(order).toEqual([]);
    for (const buffer of lent) pool.release(buffer);
    await Promise.all(waiting);
    expect(order).toEqual([1, 2, 3]);
    expect(pool.made).toBe(2);
  });

  it('forgets whoever gives up', async () => {
    const pool = new BufferPool(10, 1);
    const only = await pool.acquire(signal);
    const impatient = new AbortController();
    const waiting = pool.acquire(impatient.signal);
    const next = pool.acquire(signal);
    const reason = new Error('paused');
    impatient.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(pool.acquire(impatient.signal)).rejects.toBe(reason);
    pool.release(only);
    expect(await next).toBe(only);
  });

  it('takes back nothing that is not lent', async () => {
    const pool = new BufferPool(10, 2);
    const buffer = await pool.acquire(signal);
    expect(() => {
      pool.release(Buffer.alloc(10));
    }).toThrow('not lent');
    pool.release(buffer);
    expect(() => {
      pool.release(buffer);
    }).toThrow('not lent');
    expect(pool.made).toBe(1);
  });

  it('lends nobody a buffer that an abandoned read still writes to', async () => {
    const pool = new BufferPool(10, 1);
    const written = await pool.acquire(signal);
    const read = Promise.withResolvers<undefined>();
    writesTo(written.subarray(2, 4), read.promise);
    const next = pool.acquire(signal);
    pool.release(written);
    const other = await next;
    expect(other).not.toBe(written);
    expect(pool.made).toBe(1);
    // A read that is over, well or not, is of no concern.
    const failing = Promise.reject(new Error('EIO'));
    writesTo(other, failing);
    await settled();
    pool.release(other);
    expect(await pool.acquire(signal)).toBe(other);
    read.resolve(undefined);
  });
});
