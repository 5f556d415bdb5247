/** Segments as X receives them, in both dialects: byte for byte, and over which connections. */
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../src/sandbox/server.ts';
import { signatures } from './signatureChecker.ts';
import { keys } from './signed.ts';
import { httpServer, png, standingPorts } from './support.ts';
import { dialects, failureOf, mediaId, never, segment, uploader } from './uploadRig.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

interface Taken {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A server that keeps what it receives, and counts connections. */
async function taker(answer: { status: number; body?: string } = { status: 204 }) {
  const taken: Taken[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    sockets.add(request.socket);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      taken.push({
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks),
      });
      response.writeHead(answer.status).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    sockets,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

describe.each(dialects)('an upload in %s', (dialect) => {
  it('arrives at the sandbox with the file’s bytes, signed as X wants it', async () => {
    await using x = await startSandbox();
    const ports = { ...standingPorts(), now: Date.now };
    await using up = uploader(x.url, { dialect, keys: x.oauth1, ports });
    const file = randomBytes(2_500_000);
    const { id } = await up.api.initialize(
      { media_type: 'video/mp4', total_bytes: file.length, media_category: 'tweet_video' },
      up.options,
    );
    const parts = [file.subarray(0, 1e6), file.subarray(1e6, 2e6), file.subarray(2e6)];
    await Promise.all(
      parts.map((part, index) => up.api.append(id, segment(part, index), { signal: never })),
    );
    const finalized = await up.api.finalize(id, never);
    expect(finalized).toMatchObject({ size: file.length, processing: { state: 'pending' } });
    expect(finalized.expiresAt).toBeGreaterThan(Date.now() + 86_000_000);
    expect((await up.api.status(id, never)).processing?.state).toBe('pending');
    const [held] = x.uploads();
    expect(held?.sha256).toBe(sha256(file));
    expect(held?.segments.map((each) => each.sha256)).toEqual(parts.map(sha256));
    await up.api.altText(id, 'A cat “in” <space> 😀', up.options);
    expect(x.uploads()[0]?.metadata).toEqual({ alt_text: { text: 'A cat “in” <space> 😀' } });
    expect(x.requests().map(({ answered }) => Number(answered) < 300)).not.toContain(false);
  });

  it('carries any bytes, also those that look like a form’s', async () => {
    await using x = await taker();
    await using up = uploader(x.url, { dialect });
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 3000 }),
      fc
        .constantFrom('\r\n', '\r\n--', '--xmedia-', '\r\n\r\n--\0')
        .map((text) => Buffer.from(text)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 0, max: 999 }), async (data, index) => {
        await up.api.append(mediaId, segment(data, index), { signal: never });
        const { headers, body, url } = x.taken.at(-1) ?? expect.unreachable();
        const [, boundary] =
          /^multipart\/form-data; boundary=(xmedia-[0-9a-f]{32})$/.exec(
            headers['content-type'] ?? '',
          ) ?? expect.unreachable();
        const text = (name: string, value: string) =>
          `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
        const head =
          dialect === 'v2'
            ? text('segment_index', String(index))
            : text('command', 'APPEND') +
              text('media_id', mediaId) +
              text('segment_index', String(index));
        const expected = Buffer.concat([
          Buffer.from(
            `${head}--${boundary}\r\nContent-Disposition: form-data; name="media"; filename="blob"\r\nContent-Type: application/octet-stream\r\n\r\n`,
          ),
          data,
          Buffer.from(`\r\n--${boundary}--\r\n`),
        ]);
        expect(body.equals(expected)).toBe(true);
        expect(headers['content-length']).toBe(String(expected.length));
        expect(headers['transfer-encoding']).toBeUndefined();
        expect(url).toBe(
          dialect === 'v2' ? `/2/media/upload/${mediaId}/append` : '/1.1/media/upload.json',
        );
        // A judge that is none of ours: parts of a form are not signed.
        const request = { method: 'POST', url: x.url + url, headers, body: '' };
        const { expected: signed, given } = signatures(request, keys);
        expect(given).toBe(signed);
      }),
      { numRuns: 40 },
    );
  });

  it('has another boundary each time', async () => {
    await using x = await taker();
    await using up = uploader(x.url, { dialect });
    for (const index of [0, 1, 2]) {
      await up.api.append(mediaId, segment(Buffer.from('a'), index), { signal: never });
    }
    expect(new Set(x.taken.map(({ headers }) => headers['content-type'])).size).toBe(3);
  });

  it('keeps its connections from segment to segment, and gives none to other calls', async () => {
    await using x = await taker({ status: 200, body: '{"data":{"id":"1"},"media_id_string":"1"}' });
    await using up = uploader(x.url, { dialect });
    const data = randomBytes(100_000);
    const lane = async (first: number) => {
      for (let n = 0; n < 5; n += 1) {
        await up.api.append(mediaId, segment(data, first + n), { signal: never });
      }
    };
    await Promise.all([lane(0), lane(5), lane(10)]);
    expect(x.taken).toHaveLength(15);
    expect(x.sockets.size).toBe(3);
    await up.api.initialize(png, up.options);
    await up.api.finalize(mediaId, never);
    await up.api.status(mediaId, never);
    expect(x.sockets.size).toBe(6);
    expect(x.taken.slice(15).map(({ headers }) => headers.connection)).toEqual(
      Array.from({ length: 3 }, () => 'close'),
    );
    await up.api.append(mediaId, segment(data, 15), { signal: never });
    expect(x.sockets.size).toBe(6);
  });

  it('is in the log by its segment', async () => {
    await using x = await taker();
    await using up = uploader(x.url, { dialect });
    await up.api.append(mediaId, segment(Buffer.from('a'), 12), { signal: never });
    expect(up.lines).toHaveLength(1);
    expect(up.lines[0]).toMatch(/^POST http:.*segment 12\) → 204 in /);
  });
});

describe('the answer to append', () => {
  it.each([
    [204, ''],
    [200, ''],
    [200, '{}'],
    [201, 'OK'],
    [202, '{"data":{}}'],
    [200, '{"data":{"expires_at":"soon"}}'],
    [200, '{"data":{"expires_at":1e300}}'],
    [200, '{"data":{"expires_at":-5}}'],
    [200, '<html></html>'],
  ])('%i with “%s” is a success without a time', async (status, body) => {
    await using x = await httpServer((_, response) => response.writeHead(status).end(body));
    await using up = uploader(x.url);
    const appended = up.api.append(mediaId, segment(Buffer.from('a')), { signal: never });
    expect(await appended).toEqual({});
  });

  it.each(['', '12x', '../1', '1/../../2', '1'.repeat(20), '1\n', '１', '1?a=b'])(
    'is never asked for with “%s” as the id',
    async (id) => {
      await using x = await httpServer((_, response) => response.end());
      for (const dialect of dialects) {
        await using up = uploader(x.url, { dialect });
        const { api, options } = up;
        const track = { mediaId: id, languageCode: 'EN', displayName: 'English' };
        for (const call of [
          api.append(id, segment(Buffer.from('a')), { signal: never }),
          api.finalize(id, never),
          api.status(id, never),
          api.altText(id, 'text', options),
          api.subtitles({ mediaId: id, category: 'TweetVideo' }, track, options),
          api.subtitles({ mediaId, category: 'TweetVideo' }, track, options),
        ]) {
          expect((await failureOf(call)).kind).toBe('not-sent');
        }
      }
      expect(x.count()).toBe(0);
    },
  );
});
