/** What finalize and STATUS may answer, in both dialects, and the times that X gives. */
import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../../src/api/mediaApi.ts';
import { httpServer, standing } from './support.ts';
import { dialects, failureOf, mediaId, never, segment, uploader } from './uploadRig.ts';

const inDialect = (dialect: Dialect, media: Record<string, unknown>) =>
  JSON.stringify(
    dialect === 'v2' ? { data: { id: mediaId, ...media } } : { media_id_string: mediaId, ...media },
  );

async function ask(
  call: 'finalize' | 'status',
  dialect: Dialect,
  body: string,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
) {
  await using x = await httpServer((_, response) => response.writeHead(status, headers).end(body));
  await using up = uploader(x.url, { dialect });
  return await up.api[call](mediaId, never);
}

describe.each(dialects)('in %s', (dialect) => {
  describe.each(['finalize', 'status'] as const)('%s', (call) => {
    it('is read whole', async () => {
      const body = inDialect(dialect, {
        media_key: '3_1',
        size: 11,
        expires_after_secs: 86_400,
        image: { image_type: 'image/png', w: 8, h: 9 },
        processing_info: { state: 'in_progress', check_after_secs: 5, progress_percent: 8 },
      });
      expect(await ask(call, dialect, body)).toEqual({
        mediaKey: '3_1',
        size: 11,
        expiresAt: standing + 86_400_000,
        image: { width: 8, height: 9 },
        processing: { state: 'in_progress', checkAfterSecs: 5, progressPercent: 8 },
        warnings: [],
      });
    });

    it('warns of no lifetime that X leaves out or makes up', async () => {
      for (const expires_after_secs of [undefined, 'soon', -1, 1e300]) {
        const media = { processing_info: { state: 'pending' }, expires_after_secs };
        const answer = await ask(call, dialect, inDialect(dialect, media));
        expect(answer).toMatchObject({ expiresAt: undefined, warnings: [] });
      }
    });

    it('gives X’s reason, inert and bounded', async () => {
      const error = { code: 1, name: 'Invalid\u202eMedia', message: `[a](b)\n${'m'.repeat(999)}` };
      const processing_info = { state: 'failed', error };
      const { processing } = await ask(call, dialect, inDialect(dialect, { processing_info }));
      expect(processing?.error?.code).toBe(1);
      expect(processing?.error?.name).toBe('Invalid Media');
      expect(processing?.error?.message).toMatch(/^\[a\] \(b\) m+…$/);
      expect(processing?.error?.message).toHaveLength(300);
    });

    it.each([[{ code: 'x', name: 5, message: null }], [null], ['InvalidMedia'], [[]]])(
      'is not upset by %j as the reason',
      async (error) => {
        const processing_info = { state: 'failed', error };
        const answer = await ask(call, dialect, inDialect(dialect, { processing_info }));
        expect(answer.processing?.state).toBe('failed');
        expect(answer.processing?.error?.message).toBeUndefined();
      },
    );
  });

  it.each([
    [200, ''],
    [201, ''],
    [204, ''],
    [200, 'OK'],
    [200, '<html></html>'],
    [200, '[]'],
    [200, '{"data":7}'],
  ])('finalize that is answered %i with “%s” is done', async (status, body) => {
    expect(await ask('finalize', dialect, body, { status })).toMatchObject({ warnings: [] });
  });

  it('finalize keeps what X says beside its success', async () => {
    const answer = await ask('finalize', dialect, '{"errors":[{"detail":"Slowly"}]}');
    expect(answer.warnings).toEqual(['X says: “Slowly”']);
  });

  it.each(['', 'OK', '<html></html>', '[]', '{}', '{"data":{}}', '{"errors":[{"detail":"No"}]}'])(
    'STATUS that says “%s” says nothing',
    async (body) => {
      const error = await failureOf(ask('status', dialect, body));
      expect(error).toMatchObject({ kind: 'unexpected-answer', status: 200 });
      expect(error.remedy).toContain('continue the upload');
      if (body.includes('No')) expect(error.explanation).toContain('X says: “No”');
    },
  );
});

describe('X’s clock', () => {
  const day = 24 * 3600 * 1000;
  const dated = (ms: number) => ({ date: new Date(ms).toUTCString() });

  it.each([
    ['right', 0],
    ['a day behind X', day],
    ['a day ahead of X', -day],
    ['decades behind X', 40 * 365 * day],
  ])('tells when a media_id expires to a machine that is %s', async (_, ahead) => {
    const theirs = standing + ahead;
    const body = JSON.stringify({ data: { expires_at: (theirs + 3_600_000) / 1000 } });
    await using x = await httpServer((__, r) => r.writeHead(200, dated(theirs)).end(body));
    await using up = uploader(x.url);
    const sent = up.api.append(mediaId, segment(Buffer.from('a')), { signal: never });
    expect(await sent).toEqual({ expiresAt: standing + 3_600_000 });
  });

  it.each([['not a date'], [new Date(standing + 900 * day).toUTCString()]])(
    'that is “%s” does not count',
    async (date) => {
      const body = JSON.stringify({ data: { expires_at: (standing + day) / 1000 } });
      await using x = await httpServer((_, r) => r.writeHead(200, { date }).end(body));
      await using up = uploader(x.url);
      const sent = up.api.append(mediaId, segment(Buffer.from('a')), { signal: never });
      expect(await sent).toEqual({ expiresAt: standing + day });
    },
  );

  it.each([day, 0, -day])('%i ms ahead makes no rate limit longer', async (ahead) => {
    const theirs = standing + ahead;
    const reset = { 'x-rate-limit-reset': String((theirs + 60_000) / 1000) };
    const after = { 'retry-after': new Date(theirs + 60_000).toUTCString() };
    for (const headers of [reset, after]) {
      const answer = { status: 429, headers: { ...dated(theirs), ...headers } };
      const error = await failureOf(ask('finalize', 'v2', '{}', answer));
      expect(error).toMatchObject({ kind: 'rate-limit', retryAt: standing + 60_000 });
      expect(error.remedy).toMatch(/^Continue the upload after /);
    }
  });
});
