/** Calls to a disk that keeps silent. */
import { describe, expect, it } from 'vitest';
import { answered } from '../../../src/files/answered.ts';

const never = () => new Promise<never>(() => undefined);

describe('a call to the system', () => {
  it('gives what the system says', async () => {
    expect(await answered('a.mp4', Promise.resolve(7), 1000)).toBe(7);
  });

  it('ends with the signal, however long the disk keeps silent', async () => {
    const stopped = new AbortController();
    const call = answered('a.mp4', never(), 60_000, stopped.signal);
    stopped.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    await expect(answered('a.mp4', never(), 60_000, stopped.signal)).rejects.toThrow('enough');
  });

  it('ends with a sentence when the disk keeps silent', async () => {
    await expect(answered('a.mp4', never(), 20)).rejects.toMatchObject({
      kind: 'stalled',
      message: expect.stringContaining('Nothing could be read of “a.mp4”') as string,
    });
  });

  it('says in a sentence what the system refused', async () => {
    const refused = Promise.reject(Object.assign(new Error('no'), { code: 'ENOENT' }));
    await expect(answered('a.mp4', refused, 1000)).rejects.toMatchObject({ kind: 'missing' });
  });
});
