/** A segment on its way: progress, connections that stand still, aborts, early answers. */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Credential } from '../../../src/api/mediaApi.ts';
import { httpServer, longLimits, rawServer } from './support.ts';
import { failureOf, mediaId, never, segment, uploader } from './uploadRig.ts';

/** More than the kernel takes for a reader that does not read. */
const large = randomBytes(12 * 2 ** 20);
const small = Buffer.from('a few bytes');
const impatient = { ...longLimits, stallMs: 150, totalMs: 400 };
const noContent = 'HTTP/1.1 204 No Content\r\n\r\n';

/** Reads `bytes` every few milliseconds, and answers when it has the `whole`. */
function readSlowly(socket: Socket, bytes: number, everyMs: number, whole: number) {
  let read = 0;
  let until = bytes;
  socket.on('data', (chunk: Buffer) => {
    read += chunk.length;
    if (read >= whole) socket.write(noContent);
    else if (read >= until) socket.pause();
  });
  const timer = setInterval(() => {
    until += bytes;
    socket.resume();
  }, everyMs);
  socket.once('close', () => {
    clearInterval(timer);
  });
}

describe('progress', () => {
  it('adds up to the body, in steps', async () => {
    const received: number[] = [];
    await using x = await httpServer((request, response) => {
      received.push(Number(request.headers['content-length']));
      response.end();
    });
    await using up = uploader(x.url);
    for (const bytes of [1, 1000, 48 * 1024, 600_000, 4 * 2 ** 20]) {
      const steps: number[] = [];
      const data = large.subarray(0, bytes);
      const onSent = (sent: number) => void steps.push(sent);
      await up.api.append(mediaId, segment(data), { signal: never, onSent });
      expect(steps.reduce((sum, step) => sum + step, 0)).toBe(received.at(-1));
      // The last step is no small rest.
      expect(steps.at(-1)).toBeGreaterThan(Math.min(bytes, 15 * 1024));
      if (bytes > 4e6) expect(steps.length).toBeGreaterThan(12);
    }
  });

  it('moves within a segment, not only at its end', async () => {
    const stopped = new AbortController();
    // Reads nothing after the first bytes.
    await using x = await rawServer((socket) => socket.pause());
    await using up = uploader(x.url);
    let sent = 0;
    const onSent = (bytes: number) => {
      sent += bytes;
      if (sent > 100_000) stopped.abort();
    };
    const { signal } = stopped;
    const error = await failureOf(up.api.append(mediaId, segment(large), { signal, onSent }));
    expect(error.kind).toBe('cancelled');
    expect(sent).toBeLessThan(large.length);
  });
});

describe('time', () => {
  it('is up when the connection takes nothing: said so, and closed', async () => {
    let gone: Promise<unknown> | undefined;
    await using x = await rawServer((socket) => {
      gone = new Promise((resolve) => socket.once('close', resolve));
      socket.pause();
      setTimeout(() => socket.resume(), 600);
    });
    await using up = uploader(x.url, { limits: impatient });
    const error = await failureOf(up.api.append(mediaId, segment(large), { signal: never }));
    expect(error.kind).toBe('timeout');
    expect(error.explanation).toContain('took no more of the segment’s bytes');
    expect(error.remedy).toContain('the segment is sent again');
    await gone;
  });

  it('is not up while it takes some, however long that lasts in all', async () => {
    const whole = Buffer.alloc(40 * 2 ** 20);
    await using x = await rawServer((socket) => {
      // Its first bytes are read already.
      readSlowly(socket, 2e6, 40, whole.length - 1e6);
    });
    const limits = { ...longLimits, answerMs: 100, stallMs: 400, totalMs: 400 };
    await using up = uploader(x.url, { limits });
    const begun = performance.now();
    await up.api.append(mediaId, segment(whole), { signal: never });
    expect(performance.now() - begun).toBeGreaterThan(limits.totalMs);
  });

  it('is up when no answer comes after the last byte', async () => {
    await using x = await rawServer((socket) => socket.resume());
    // undici's own timers tell no less than a second.
    const limits = { ...impatient, answerMs: 30, totalMs: 1600 };
    await using up = uploader(x.url, { limits });
    const begun = performance.now();
    const error = await failureOf(up.api.append(mediaId, segment(small), { signal: never }));
    expect(error.kind).toBe('timeout');
    expect(error.explanation).toContain('did not answer in time');
    // Not by the time for the head of an answer, which would count from before the body.
    expect(performance.now() - begun).toBeGreaterThan(limits.totalMs - 50);
  });

  it('holds no process open, and stops nothing afterwards', async () => {
    await using x = await httpServer((_, response) => response.end());
    await using up = uploader(x.url, { limits: { ...longLimits, stallMs: 500, totalMs: 500 } });
    await up.api.append(mediaId, segment(small), { signal: never });
    await sleep(600);
    await up.api.append(mediaId, segment(small), { signal: never });
    expect(x.count()).toBe(2);
  });
});

describe('a cancel', () => {
  it.each([
    ['while bytes go out', large],
    ['while X thinks', small],
  ])('%s ends it at once, and closes that connection alone', async (_, data) => {
    const stopped = new AbortController();
    const closed: string[] = [];
    const begun = Promise.withResolvers<undefined>();
    let connections = 0;
    await using x = await rawServer((socket) => {
      connections += 1;
      const name = connections === 1 ? 'kept' : 'cancelled';
      socket.once('close', () => closed.push(name));
      if (name === 'kept') socket.on('data', () => socket.write(noContent)).write(noContent);
      else begun.resolve(undefined);
      if (data === large && name === 'cancelled') setTimeout(() => socket.resume(), 300);
    });
    await using up = uploader(x.url);
    await up.api.append(mediaId, segment(small), { signal: never });
    const { signal } = stopped;
    const first = up.api.append(mediaId, segment(small), { signal: never });
    const second = up.api.append(mediaId, segment(data, 1), { signal });
    await begun.promise;
    const at = performance.now();
    stopped.abort();
    const error = await failureOf(second);
    expect(performance.now() - at).toBeLessThan(250);
    expect(error).toMatchObject({
      kind: 'cancelled',
      explanation: 'Cancelled.',
      remedy: 'Continue the upload when you want to.',
    });
    await first;
    await expect.poll(() => closed).toEqual(['cancelled']);
  });

  it('before it begins sends nothing', async () => {
    await using x = await httpServer((_, response) => response.end());
    await using up = uploader(x.url);
    const signal = AbortSignal.abort();
    const error = await failureOf(up.api.append(mediaId, segment(small), { signal }));
    expect(error.kind).toBe('cancelled');
    expect(x.count()).toBe(0);
  });
});

describe('an answer before the body is whole', () => {
  it('is taken: 413', async () => {
    await using x = await rawServer((socket) => {
      socket.write('HTTP/1.1 413 Payload Too Large\r\ncontent-length: 0\r\n\r\n');
    });
    await using up = uploader(x.url);
    const error = await failureOf(up.api.append(mediaId, segment(large), { signal: never }));
    expect(error).toMatchObject({ kind: 'too-large', status: 413 });
    expect(error.explanation).toBe('X found the segment too large (HTTP 413).');
  });
});

describe('a 401', () => {
  it('is answered by a new token and the same bytes once more', async () => {
    const tokens: (string | undefined)[] = [];
    await using x = await httpServer((request, response) => {
      tokens.push(request.headers.authorization);
      response.writeHead(tokens.length === 1 ? 401 : 200).end();
    });
    let token = 'first-token';
    const credential: Credential = {
      origin: x.url,
      label: 'Test',
      kind: 'oauth2',
      authorization: () => Promise.resolve(`Bearer ${token}`),
      renew: () => {
        token = 'second-token';
        return Promise.resolve(true);
      },
    };
    await using up = uploader(x.url, { credential });
    let sent = 0;
    const data = large.subarray(0, 1e6);
    await up.api.append(mediaId, segment(data), { signal: never, onSent: (n) => (sent += n) });
    expect(tokens).toEqual(['Bearer first-token', 'Bearer second-token']);
    expect(sent).toBeGreaterThan(2e6);
  });
});
