/** A started sandbox with a clock that tests turn, and a client that hides nothing. */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/server.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Null where the body is no JSON. */
  readonly json: unknown;
}

export interface Rig extends AsyncDisposable {
  readonly sandbox: Sandbox;
  /** Moves the sandbox's clock on. */
  pass(ms: number): void;
  now(): number;
  /** Objects go as JSON, forms as multipart, strings as they are; with the sandbox's own token. */
  call(
    method: string,
    path: string,
    body?: object | string,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  initialize(body: object): Promise<string>;
  append(id: string, index: number, data: Uint8Array): Promise<Answer>;
  finalize(id: string): Promise<Answer>;
  status(id: string): Promise<Answer>;
}

const initialized = v.object({ data: v.object({ id: v.string() }) });

export async function rig(options: SandboxOptions = {}): Promise<Rig> {
  let now = Date.UTC(2026, 7, 1);
  const sandbox = await startSandbox({ clock: () => now, ...options });

  const call: Rig['call'] = async (method, path, body, headers = {}) => {
    const plain = body === undefined || typeof body === 'string' || body instanceof FormData;
    const response = await fetch(sandbox.url + path, {
      method,
      headers: {
        authorization: `Bearer ${sandbox.token}`,
        ...(body instanceof FormData ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: plain ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    const json: unknown = type.includes('json') && text !== '' ? JSON.parse(text) : null;
    return { status: response.status, headers: response.headers, text, json };
  };

  return {
    sandbox,
    pass: (ms) => {
      now += ms;
    },
    now: () => now,
    call,
    initialize: async (body) => {
      const { json } = await call('POST', '/2/media/upload/initialize', body);
      return v.parse(initialized, json).data.id;
    },
    append: (id, index, data) => call('POST', `/2/media/upload/${id}/append`, form(index, data)),
    finalize: (id) => call('POST', `/2/media/upload/${id}/finalize`, {}),
    status: (id) => call('GET', `/2/media/upload?command=STATUS&media_id=${id}`),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

export function form(index: number | string, data: Uint8Array): FormData {
  const parts = new FormData();
  parts.set('segment_index', String(index));
  parts.set('media', new Blob([new Uint8Array(data)]), 'blob');
  return parts;
}

export const png = { media_type: 'image/png', media_category: 'tweet_image' };
export const mp4 = { media_type: 'video/mp4', media_category: 'tweet_video' };

export function bytes(count: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => (i * 31 + seed * 17 + (i >> 8)) % 256);
}

export function sha256(...parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** Shape B with these parameters, and no others, in its `errors`. */
export function refusal(...parameters: readonly object[]): object {
  return {
    title: 'Invalid Request',
    type: 'https://api.x.com/2/problems/invalid-request',
    detail: 'One or more parameters to your request was invalid.',
    errors: parameters.map((entry) => ({ message: expectText, parameters: entry })),
  };
}

/** Equal to any text that is not empty. */
const expectText: unknown = {
  asymmetricMatch: (other: unknown) => typeof other === 'string' && other !== '',
};
