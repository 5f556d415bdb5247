import { once } from 'node:events';
import { connect } from 'node:net';
import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultPlan } from '../../../src/sandbox/server.ts';
import { bytes, png, rig, sha256, type Rig } from './support.ts';

let x: Rig;
beforeEach(async () => {
  x = await rig();
});
afterEach(() => x.sandbox.close());

const enough = { ...png, total_bytes: 3 };

describe('/_sandbox/requests', () => {
  it('tells what came in, with a segment by its size and hash', async () => {
    const id = await x.initialize(enough);
    await x.append(id, 0, bytes(3));
    const media = Buffer.from(bytes(3)).toString('base64');
    await x.call('POST', `/2/media/upload/${id}/append`, { media, segment_index: 1 });
    await x.status(id);
    await x.call('POST', '/2/media/metadata', 'nonsense');
    const { json } = await x.call('GET', '/_sandbox/requests');
    const at = x.now();
    const summary = { bytes: 3, sha256: sha256(bytes(3)) };
    expect(json).toMatchObject({
      requests: [
        {
          n: 1,
          at,
          call: 'initialize',
          method: 'POST',
          path: '/2/media/upload/initialize',
          headers: {
            authorization: `Bearer ${x.sandbox.token}`,
            'content-type': 'application/json',
          },
          contentType: 'application/json',
          body: enough,
          answered: 200,
        },
        {
          n: 2,
          call: 'append',
          path: `/2/media/upload/${id}/append`,
          contentType: expect.stringMatching(/^multipart\/form-data; boundary=/) as string,
          body: { segment_index: 0, ...summary },
          answered: 200,
        },
        { n: 3, call: 'append', body: { segment_index: 1, ...summary }, answered: 200 },
        {
          n: 4,
          call: 'status',
          method: 'GET',
          path: `/2/media/upload?command=STATUS&media_id=${id}`,
          body: null,
          answered: 400,
        },
        { n: 5, call: 'metadata', body: null, answered: 400 },
      ],
      faults: [],
    });
    expect((json as { requests: unknown }).requests).toEqual(x.sandbox.requests());
    expect(JSON.stringify(json)).not.toContain(media);
  });

  it.each([
    ['Bearer someone-elses', 'Bearer <another token>'],
    ['OAuth oauth_token="someone-elses"', 'OAuth <another token>'],
    ['someone-elses', '<another credential>'],
  ])('does not show the credential %s', async (authorization, shown) => {
    await x.call('POST', '/2/media/upload/initialize', enough, { authorization });
    const { text } = await x.call('GET', '/_sandbox/requests');
    expect(x.sandbox.requests()[0]?.headers.authorization).toBe(shown);
    expect(text).not.toContain('someone-elses');
  });

  it('is cleared by DELETE, and goes on counting', async () => {
    await x.initialize(enough);
    expect((await x.call('DELETE', '/_sandbox/requests')).status).toBe(204);
    expect(x.sandbox.requests()).toEqual([]);
    await x.initialize(enough);
    expect(x.sandbox.requests()).toMatchObject([{ n: 2 }]);
  });

  it('remembers the last 5000', async () => {
    const socket = connect(Number(new URL(x.sandbox.url).port), '127.0.0.1');
    const over = once(socket.resume(), 'end');
    socket.write('GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(5002));
    socket.write('GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    await over;
    const requests = x.sandbox.requests();
    expect(requests).toHaveLength(5000);
    expect(requests[0]?.n).toBe(4);
  });

  it('remembers of a very long body how long it is', async () => {
    const owners = Array.from({ length: 1000 }, () => '1234567890123456789');
    await x.initialize({ ...enough, additional_owners: owners });
    expect(x.sandbox.requests()[0]?.body).toEqual({ characters: expect.any(Number) as number });
  });

  it('gives copies away', async () => {
    await x.initialize(enough);
    const [first] = x.sandbox.requests();
    if (first !== undefined) first.answered = 'reset';
    expect(x.sandbox.requests()[0]?.answered).toBe(200);
  });
});

describe('/_sandbox/faults', () => {
  const fault = { call: 'initialize', nth: 2, action: { status: 500 } } as const;

  it.each<[string, FaultPlan]>([
    ['one', fault],
    ['a list', [fault]],
    ['a list by its name', { faults: [fault] }],
  ])('arms %s', async (_, plan) => {
    const { status, json } = await x.call('POST', '/_sandbox/faults', plan);
    expect(status).toBe(200);
    expect(json).toEqual({ faults: [{ ...fault, seen: 0, remaining: 1 }] });
    await x.initialize(enough);
    const { json: log } = await x.call('GET', '/_sandbox/requests');
    expect(log).toMatchObject({ faults: [{ ...fault, seen: 1, remaining: 1 }] });
  });

  it('disarms on DELETE', async () => {
    x.sandbox.arm(fault);
    expect((await x.call('DELETE', '/_sandbox/faults')).status).toBe(204);
    expect(x.sandbox.faults()).toEqual([]);
  });

  it.each<[object, string]>([
    [{ call: 'init', action: { status: 500 } }, 'call'],
    [{ call: 'initialize' }, 'action'],
    [{ call: 'initialize', action: {} }, 'asks for nothing'],
    [{ call: 'initialize', action: { statu: 500 } }, 'action.statu'],
    [{ call: 'initialize', action: { status: 500 }, when: 1 }, 'when'],
    [{ call: 'initialize', action: { status: 99 } }, 'action.status'],
    [{ call: 'initialize', action: { status: 500 }, nth: 0 }, 'nth'],
    [{ call: 'initialize', action: { status: 500 }, times: 1.5 }, 'times'],
    [{ call: 'initialize', action: { delayMs: -1 } }, 'action.delayMs'],
    [{ call: 'initialize', action: { reset: 'during' } }, 'action.reset'],
    [{ call: 'initialize', action: { half: false } }, 'action.half'],
    [{ call: 'initialize', action: { half: true, status: 500 } }, 'more than one outcome'],
    [{ call: 'initialize', action: { answer: null, body: 'x' } }, 'more than one outcome'],
    [{ call: 'initialize', action: { headers: { 'Content-Length': '1' } } }, 'content-length'],
    [{ call: 'initialize', action: { headers: { a: 'b\r\nc: d' } } }, 'action.headers.a'],
    [{ faults: [fault, { call: 'x', action: { status: 500 } }] }, 'faults.1.call'],
    [{ faults: [], more: 1 }, 'more'],
  ])('refuses %j, naming it', async (plan, named) => {
    const { status, json } = await x.call('POST', '/_sandbox/faults', plan);
    expect(status).toBe(400);
    expect((json as { error: string }).error.toLowerCase()).toContain(named.toLowerCase());
    expect(() => {
      x.sandbox.arm(plan as FaultPlan);
    }).toThrow(TypeError);
    expect(x.sandbox.faults()).toEqual([]);
  });
});

describe('/_sandbox', () => {
  it('shows the uploads', async () => {
    const id = await x.initialize(enough);
    const { json } = await x.call('GET', '/_sandbox/uploads');
    expect(json).toEqual({
      uploads: [
        {
          id,
          media_key: `3_${id}`,
          media_type: 'image/png',
          media_category: 'tweet_image',
          total_bytes: 3,
          received_bytes: 0,
          segments: [],
          repeats: 0,
          replacements: 0,
          appends_at_once: 0,
          order: [],
          refused: 0,
          sha256: null,
          state: 'initialized',
          expires_at: x.now() / 1000 + 1295999,
          metadata: null,
          subtitles: {},
        },
      ],
    });
    expect((json as { uploads: unknown }).uploads).toEqual(x.sandbox.uploads());
  });

  it('needs no token, and logs nothing of itself', async () => {
    const { status } = await x.call('GET', '/_sandbox/uploads', undefined, { authorization: '' });
    expect(status).toBe(200);
    expect(x.sandbox.requests()).toEqual([]);
  });

  it.each([
    ['an Origin', { origin: 'http://127.0.0.1' }, 403],
    ['a null Origin', { origin: 'null' }, 403],
    ['another host', { host: 'evil.example' }, 403],
    ['a host that begins like this machine', { host: '127.0.0.1.evil.example:80' }, 403],
    ['localhost', { host: 'localhost:1234' }, 200],
    ['the loopback of IPv6', { host: '[::1]:1234' }, 200],
  ])('asked with %s', async (_, headers, status) => {
    const { statusCode, body } = await request(`${x.sandbox.url}/_sandbox/requests`, { headers });
    await body.dump();
    expect(statusCode).toBe(status);
  });

  it('refuses to be steered from a page', async () => {
    const { statusCode, body } = await request(`${x.sandbox.url}/_sandbox/faults`, {
      method: 'POST',
      headers: { origin: 'https://evil.example', 'content-type': 'application/json' },
      body: JSON.stringify({ call: 'any', action: { status: 500 } }),
    });
    await body.dump();
    expect(statusCode).toBe(403);
    expect(x.sandbox.faults()).toEqual([]);
  });

  it.each([
    ['GET', '/_sandbox/nothing', 404],
    ['GET', '/_sandbox/faults', 405],
    ['PUT', '/_sandbox/requests', 405],
  ])('answers %s %s with %i', async (method, path, status) => {
    expect((await x.call(method, path)).status).toBe(status);
  });

  it.each([undefined, '{', '[{"__proto__":1}]'])('refuses the body %s', async (body) => {
    expect((await x.call('POST', '/_sandbox/faults', body)).status).toBe(400);
  });
});
